//! How detectors are fitted, as commands that fit them are told.

use std::io::{self, IsTerminal};

use clap::{Args, ValueEnum};
use serde::Deserialize;
use wiresift_engine::Session;
use wiresift_engine::message::{Progress, Stage, Summary, TableSlot, TrainOn, TrainingSettings};

use crate::load::{eprint, explained};
use crate::run::{execute, n_workers};

#[derive(Args)]
pub(crate) struct Training {
    /// Expected share of anomalies among the rows that are fitted, above 0 and at most 0.5.
    #[arg(long, default_value_t = TrainingSettings::default().contamination)]
    pub(crate) contamination: f64,
    /// The rows to learn from.
    #[arg(long, value_enum, default_value_t = Rows::All)]
    pub(crate) train_on: Rows,
    /// The same table, settings and seed give the same result.
    #[arg(long, default_value_t = 0)]
    pub(crate) seed: u64,
    /// The detectors to use, separated by commas; all four when absent.
    #[arg(long, value_enum, value_delimiter = ',')]
    pub(crate) detectors: Vec<Detector>,
}

#[derive(Clone, Copy, ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Rows {
    /// Every row; labels are not used.
    All,
    /// The rows labelled as normal.
    Normal,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Detector {
    #[value(name = "isolation_forest")]
    IsolationForest,
    #[value(name = "local_outlier_factor")]
    LocalOutlierFactor,
    #[value(name = "one_class_svm")]
    OneClassSvm,
    #[value(name = "autoencoder")]
    Autoencoder,
}

/// Names separated by commas, as on the command line.
pub(crate) fn detectors<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Detector>, D::Error> {
    use serde::de::{Error, value::StrDeserializer};
    let names = String::deserialize(deserializer)?;
    let detector = |name| Detector::deserialize(StrDeserializer::<D::Error>::new(name));
    let detectors: Result<Vec<Detector>, _> = names.split(',').map(str::trim).map(detector).collect();
    detectors.map_err(D::Error::custom)
}

impl Training {
    /// Fits the detectors and scores what is loaded; progress goes to a terminal, where there is one.
    pub(crate) fn fit(&self, session: &mut Session) -> anyhow::Result<Vec<(TableSlot, Summary)>> {
        let mut run = session.train(&self.settings(), n_workers).map_err(explained)?;
        let is_watched = io::stderr().is_terminal();
        execute(&mut run, &|progress| {
            if is_watched {
                show(progress);
            }
        })
        .map_err(explained)?;
        if is_watched {
            eprint("\r\x1b[K");
        }
        session.conclude(run).map_err(explained)
    }

    pub(crate) fn settings(&self) -> TrainingSettings {
        let mut settings = TrainingSettings {
            contamination: self.contamination,
            train_on: match self.train_on {
                Rows::All => TrainOn::All,
                Rows::Normal => TrainOn::NormalRows,
            },
            seed: self.seed,
            ..TrainingSettings::default()
        };
        let chosen = &self.detectors;
        let is_out = |detector| !chosen.is_empty() && !chosen.contains(&detector);
        if is_out(Detector::IsolationForest) {
            settings.isolation_forest = None;
        }
        if is_out(Detector::LocalOutlierFactor) {
            settings.local_outlier_factor = None;
        }
        if is_out(Detector::OneClassSvm) {
            settings.one_class_svm = None;
        }
        if is_out(Detector::Autoencoder) {
            settings.autoencoder = None;
        }
        settings.min_votes = settings
            .min_votes
            .min(u8::try_from(settings.fits().len()).unwrap_or(u8::MAX));
        settings
    }
}

fn show(progress: &Progress) {
    let stage = match progress.stage {
        Stage::Reading => "reading".to_owned(),
        Stage::Encoding => "encoding".to_owned(),
        Stage::Fitting(kind) => format!("fitting {}", kind.name()),
        Stage::Scoring(kind) => format!("scoring with {}", kind.name()),
        Stage::Summarising => "summarising".to_owned(),
        Stage::Learning(_) => "learning".to_owned(),
    };
    let left = progress
        .seconds_left
        .map_or_else(String::new, |left| format!(", about {left:.0} s left"));
    eprint(&format!("\r\x1b[K{:3.0} % {stage}{left}", progress.fraction * 100.0));
}
