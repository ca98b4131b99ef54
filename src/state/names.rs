//! What things of the engine are called on the page.

use wiresift_engine::message::{
    ClassWeights, ColumnKind, DetectorKind, JudgeKind, Judgement, LearnPart, Noun, Role, Scaling, Severity, Stage,
    StepKind,
};

use crate::format;

/// A detector's name.
pub fn detector(kind: DetectorKind) -> &'static str {
    match kind {
        DetectorKind::IsolationForest => "Isolation forest",
        DetectorKind::LocalOutlierFactor => "Local outlier factor",
        DetectorKind::OneClassSvm => "One-class SVM",
        DetectorKind::Autoencoder => "Autoencoder",
    }
}

/// A detector's name where there is room for two letters.
pub fn detector_short(kind: DetectorKind) -> &'static str {
    match kind {
        DetectorKind::IsolationForest => "IF",
        DetectorKind::LocalOutlierFactor => "LO",
        DetectorKind::OneClassSvm => "SV",
        DetectorKind::Autoencoder => "AE",
    }
}

/// The name of a curve: a detector's, or the ensemble's.
pub fn curve(name: &str) -> &str {
    match DetectorKind::ALL.into_iter().find(|kind| kind.name() == name) {
        Some(kind) => detector(kind),
        None if name == "ensemble" => "Ensemble",
        None => name,
    }
}

/// A severity's name.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::None => "None",
        Severity::Low => "Low",
        Severity::Medium => "Medium",
        Severity::High => "High",
    }
}

/// The analyst's word.
pub fn judgement(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::TruePositive => "True positive",
        Judgement::FalsePositive => "False positive",
    }
}

/// What the analyst did.
pub fn feedback_step(kind: StepKind) -> String {
    match kind {
        StepKind::Marked { judgement, n_rows } => {
            let judgement = match judgement {
                Judgement::TruePositive => ("true positive", "true positives"),
                Judgement::FalsePositive => ("false positive", "false positives"),
            };
            format!("Marked {}", format::plural(n_rows, judgement.0, judgement.1))
        }
        StepKind::Unmarked { n_rows } => format!("Took back {}", format::plural(n_rows, "mark", "marks")),
        StepKind::Adapted => "Ranking updated".to_owned(),
        StepKind::Retrained => "Detectors retrained".to_owned(),
        StepKind::Switched => "Went to another model".to_owned(),
    }
}

/// What a column is used for.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Feature => "Feature",
        Role::Label => "Label",
        Role::Identifier => "Identifier",
        Role::Timestamp => "Timestamp",
        Role::Ignored => "Ignored",
    }
}

/// Every role, in the order in which they are offered.
pub const ROLES: [Role; 5] = [
    Role::Feature,
    Role::Label,
    Role::Identifier,
    Role::Timestamp,
    Role::Ignored,
];

/// How a column is scaled; `None` while the engine chooses.
pub fn scaling(scaling: Option<Scaling>) -> &'static str {
    match scaling {
        None => "Automatic",
        Some(Scaling::Standard) => "Standard score",
        Some(Scaling::LogStandard) => "Log, standard score",
        Some(Scaling::Robust) => "Robust (median, IQR)",
        Some(Scaling::MinMax) => "Min–max",
        Some(Scaling::OneHot) => "One-hot",
        Some(Scaling::None) => "As it is",
    }
}

/// The ways to scale a column of a kind, in the order in which they are offered.
pub fn scalings(kind: ColumnKind) -> &'static [Option<Scaling>] {
    match kind {
        ColumnKind::Number => &[
            None,
            Some(Scaling::Standard),
            Some(Scaling::LogStandard),
            Some(Scaling::Robust),
            Some(Scaling::MinMax),
            Some(Scaling::None),
        ],
        ColumnKind::Category => &[None, Some(Scaling::OneHot)],
        ColumnKind::Text => &[None],
    }
}

/// What a column holds.
pub fn kind(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Number => "Number",
        ColumnKind::Category => "Category",
        ColumnKind::Text => "Text",
    }
}

/// The running part of a job.
pub fn stage(stage: Stage, noun: Noun) -> String {
    match stage {
        Stage::Reading => format!("Reading {}", noun.many()),
        Stage::Encoding => "Encoding and scaling".to_owned(),
        Stage::Fitting(kind) => format!("Fitting: {}", detector(kind)),
        Stage::Scoring(kind) => format!("Scoring: {}", detector(kind)),
        Stage::Summarising => "Counting votes".to_owned(),
        Stage::Learning(part) => learning(part),
    }
}

/// The running part of a classifier's training.
fn learning(part: LearnPart) -> String {
    match part {
        LearnPart::Network { nth: 1, of: 1 } => "Training the network".to_owned(),
        LearnPart::Network { nth, of } => format!("Training network {nth} of {of}"),
        LearnPart::RandomForest => "Growing the random forest".to_owned(),
        LearnPart::Autoencoder => "Learning what is normal".to_owned(),
        LearnPart::Judging => "Judging on rows it never saw".to_owned(),
    }
}

/// What judges which attack a row looks like.
pub fn judge(kind: JudgeKind) -> &'static str {
    match kind {
        JudgeKind::Network => "Network",
        JudgeKind::RandomForest => "Random forest",
        JudgeKind::Both => "Both together",
    }
}

/// How much a row counts by its class.
pub fn class_weights(weights: ClassWeights) -> &'static str {
    match weights {
        ClassWeights::None => "All rows alike",
        ClassWeights::Sqrt => "Rare ones more",
        ClassWeights::Balanced => "Every family alike",
    }
}
