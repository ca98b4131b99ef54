//! Training of a classifier that names attacks, and what came of it.

use serde::{Deserialize, Serialize};
pub use wiresift_classify::calibrate::Bin;
pub use wiresift_classify::metrics::ClassMetrics;
pub use wiresift_classify::{Evaluation, Unscaled};
pub use wiresift_network::ClassWeights;

use super::{Epoch, ErrorReport, NeuralBackend};

/// What judges rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum JudgeKind {
    /// A network of five layers, or several.
    Network,
    /// A random forest.
    RandomForest,
    /// The mean of both.
    Both,
}

impl JudgeKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Network, Self::RandomForest, Self::Both];

    /// The name in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::RandomForest => "random_forest",
            Self::Both => "both",
        }
    }
}

/// Everything that a classifier depends on, beside the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassifierSettings {
    /// What shall judge; `None` tries every kind and takes the one that does best on the validation rows.
    pub judge: Option<JudgeKind>,
    /// How much a row counts for the networks, by its class; `None` tries all and takes the best.
    pub class_weights: Option<ClassWeights>,
    /// Networks of different seeds, whose probabilities are averaged.
    pub n_networks: u32,
    /// Most passes of a network over the rows.
    pub n_epochs: u32,
    /// A network stops after this many passes in a row without progress on the validation rows.
    pub patience: u32,
    /// Trees of the forest, for every class.
    pub n_trees: u32,
    /// Autoencoders of normal rows that measure how new a row is; 0 for none.
    pub n_autoencoders: u32,
    /// Share of normal traffic that may be told as an attack of an unknown kind, because it is as odd; 0 for none.
    pub unknown_attacks: f64,
    /// Share of the different rows of every class that decide when to stop, what to choose and how sure to be.
    pub validation_share: f64,
    /// Share of the different rows of every class that nothing depends on, and the result is judged by.
    pub test_share: f64,
    /// The same table, settings and seed give the same classifier.
    pub seed: u64,
    /// Where the networks are trained.
    pub backend: NeuralBackend,
}

impl Default for ClassifierSettings {
    fn default() -> Self {
        Self {
            judge: None,
            class_weights: Some(ClassWeights::Sqrt),
            n_networks: 1,
            n_epochs: 30,
            patience: 10,
            n_trees: 30,
            n_autoencoders: 0,
            unknown_attacks: 0.0,
            validation_share: 0.1,
            test_share: 0.2,
            seed: 0,
            backend: NeuralBackend::Auto,
        }
    }
}

impl ClassifierSettings {
    /// Checks what no part of the training checks itself.
    ///
    /// # Errors
    /// Says which setting is wrong and what it may be.
    pub fn check(&self) -> Result<(), ErrorReport> {
        let shares = [
            ("validation share", self.validation_share),
            ("test share", self.test_share),
        ];
        for (name, share) in shares {
            if !(0.0..=0.5).contains(&share) {
                let message = format!("The {name} is {share}, and must be between 0 and 0.5.");
                return Err(ErrorReport::setting(message, None));
            }
        }
        if !(1..=20).contains(&self.n_networks) || self.n_autoencoders > 20 {
            let message = "There can be 1 to 20 networks and up to 20 autoencoders.".to_owned();
            return Err(ErrorReport::setting(message, None));
        }
        Ok(())
    }

    /// Whether a kind of judge takes part.
    pub fn tries(&self, kind: JudgeKind) -> bool {
        self.judge.is_none_or(|judge| judge == kind)
    }

    /// Whether networks are trained.
    pub fn needs_network(&self) -> bool {
        self.judge != Some(JudgeKind::RandomForest)
    }

    /// Whether a forest is grown.
    pub fn needs_forest(&self) -> bool {
        self.judge != Some(JudgeKind::Network)
    }
}

/// The part of a classifier's training that is running.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LearnPart {
    /// A network.
    Network {
        /// Which, from 1.
        nth: u32,
        /// How many there will be.
        of: u32,
    },
    /// The forest.
    RandomForest,
    /// An autoencoder.
    Autoencoder,
    /// Choosing, calibrating, judging.
    Judging,
}

/// What the page wants of the classifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClassifierAction {
    /// To see it.
    Look,
    /// Another of its judges shall name the rows, by its place.
    Choose(u32),
    /// It shall go; a model that ships names the rows again, where there is one.
    Forget,
}

/// What there is to learn, and what was learnt.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassifierView {
    /// What the table's labels tell apart, normal traffic first; empty where they teach nothing.
    pub classes: Vec<TaughtClass>,
    /// Why nothing can be learnt from the table.
    pub problem: Option<ErrorReport>,
    /// What was trained or imported.
    pub classifier: Option<ClassifierInfo>,
}

/// A class of the training table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaughtClass {
    /// The family, or the label where no family is known.
    pub name: String,
    /// Whether it is normal traffic.
    pub is_normal: bool,
    /// Rows of the table.
    pub n_rows: u64,
}

/// A classifier that was trained on the table, or came from a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassifierInfo {
    /// The table that it learnt from.
    pub data: String,
    /// The day, as in `2026-11-21`.
    pub date: String,
    /// Decided everything that was drawn.
    pub seed: u64,
    /// Rows of that table that have a class.
    pub n_rows: u64,
    /// Different rows among them.
    pub n_distinct: u64,
    /// Whether it came from a file.
    pub is_imported: bool,
    /// What to know of it, in sentences.
    pub notes: Vec<String>,
    /// What there is to choose from.
    pub judges: Vec<JudgeInfo>,
    /// The one that names the rows, by its place.
    pub chosen: u32,
}

/// One judge of a classifier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JudgeInfo {
    /// What it is.
    pub kind: JudgeKind,
    /// On the rows that it was chosen and calibrated by.
    pub validation: Option<Evaluation>,
    /// On the rows that nothing of it depends on.
    pub test: Option<Evaluation>,
    /// What the logarithms of its probabilities are divided by.
    pub temperature: f64,
    /// The learning curve of its first network; empty for a forest.
    pub epochs: Vec<Epoch>,
    /// The epoch whose weights were kept, from 1.
    pub best_epoch: Option<u32>,
    /// Rows that it learnt from.
    pub n_training: u64,
    /// Where its networks were trained.
    pub backend: Option<String>,
    /// Bytes of its file.
    pub n_bytes: u64,
}
