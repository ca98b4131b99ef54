//! From arguments to a trained model. The training itself is the engine's, the same as in a tab.

use std::io::{self, IsTerminal};
use std::ops::ControlFlow;

use anyhow::Context;
use wiresift_classify::{About, AttackModel, TrainingOptions, TrainingSet};
use wiresift_engine::message::{ClassifierSettings, ErrorReport, JudgeKind, LearnPart, NeuralBackend};
use wiresift_engine::neural;
use wiresift_engine::work::TaskProgress;
use wiresift_table::Table;

use super::{Arguments, Kind};
use crate::load::{eprint, explained};

/// Trains a model on `rows` of a table, or all.
pub(super) fn train(table: &Table, rows: Option<&[u32]>, arguments: &Arguments) -> anyhow::Result<AttackModel> {
    let settings = settings(arguments);
    settings.check().map_err(explained)?;
    let options = TrainingOptions {
        features: arguments.features.into(),
        validation_share: settings.validation_share,
        test_share: settings.test_share,
        seed: settings.seed,
    };
    let place = || arguments.table.display().to_string();
    let set = TrainingSet::prepare(table, rows, &options).with_context(place)?;
    let trained = pollster::block_on(neural::learn(&set, &settings, &about(arguments), &show));
    let mut trained = trained.map_err(|error| explained(ErrorReport::from(error)))?;
    Ok(trained.models.swap_remove(trained.best))
}

fn settings(arguments: &Arguments) -> ClassifierSettings {
    ClassifierSettings {
        judge: match arguments.model_kind {
            Kind::Network => Some(JudgeKind::Network),
            Kind::Forest => Some(JudgeKind::RandomForest),
            Kind::Both => Some(JudgeKind::Both),
            Kind::Best => None,
        },
        class_weights: arguments.class_weights.only(),
        n_networks: arguments.networks,
        n_epochs: arguments.epochs,
        n_autoencoders: arguments.autoencoders,
        unknown_attacks: arguments.unknown_attacks,
        test_share: arguments.test_share,
        seed: arguments.seed,
        backend: NeuralBackend::Cpu,
        ..ClassifierSettings::default()
    }
}

fn about(arguments: &Arguments) -> About {
    let stem = |path: &std::path::Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    About {
        name: arguments.name.clone().unwrap_or_else(|| stem(&arguments.model)),
        data: arguments
            .table
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        date: jiff::Timestamp::now().strftime("%Y-%m-%d").to_string(),
        seed: arguments.seed,
        ..About::default()
    }
}

/// How far it is, where someone looks.
fn show(progress: TaskProgress) -> ControlFlow<()> {
    if io::stderr().is_terminal() {
        let end = match progress.part {
            Some(LearnPart::Judging) => "\n",
            _ => "",
        };
        let name = progress.part.map_or_else(String::new, name);
        eprint(&format!("\r\x1b[K{name}: {:.0} %{end}", progress.fraction * 100.0));
    }
    ControlFlow::Continue(())
}

fn name(part: LearnPart) -> String {
    match part {
        LearnPart::Network { nth, of } => format!("network {nth} of {of}"),
        LearnPart::RandomForest => "random forest".to_owned(),
        LearnPart::Autoencoder => "autoencoder".to_owned(),
        LearnPart::Judging => "choosing and judging".to_owned(),
    }
}
