//! The steps of training: prepare, train each part, choose, build.

use std::io::{self, IsTerminal};
use std::ops::ControlFlow;

use anyhow::Context;
use wiresift_classify::{
    About, AttackModel, Candidate, FamilyModel, ForestParams, Novelty, Parts, RandomForest, TrainingOptions,
    TrainingSet,
};
use wiresift_network::{Autoencoder, ClassWeights, Classifier, ClassifierParams};
use wiresift_nn::{Backend, autoencoder, classifier};
use wiresift_table::Table;

use super::{Arguments, Kind};
use crate::load::eprint;

/// Trains a model on `rows` of a table, or all.
pub(super) fn train(table: &Table, rows: Option<&[u32]>, arguments: &Arguments) -> anyhow::Result<AttackModel> {
    let options = TrainingOptions {
        features: arguments.features.into(),
        seed: arguments.seed,
        ..TrainingOptions::default()
    };
    let place = || arguments.table.display().to_string();
    let set = TrainingSet::prepare(table, rows, &options).with_context(place)?;
    let mut choices = Vec::new();
    let model = judge(&set, arguments, &mut choices)?;
    let parts = Parts {
        about: about(arguments, &choices),
        model,
        autoencoders: autoencoders(&set, arguments)?,
        unknown_attacks: arguments.unknown_attacks,
    };
    Ok(AttackModel::build(&set, parts)?)
}

fn about(arguments: &Arguments, choices: &[Candidate]) -> About {
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
        choices: choices.iter().map(Candidate::to_string).collect(),
        ..About::default()
    }
}

fn judge(set: &TrainingSet, arguments: &Arguments, choices: &mut Vec<Candidate>) -> anyhow::Result<FamilyModel> {
    match arguments.model_kind {
        Kind::Network => Ok(FamilyModel::Network(networks(set, arguments, choices)?)),
        Kind::Forest => Ok(FamilyModel::RandomForest(forest(set, arguments)?)),
        Kind::Both => Ok(FamilyModel::Both(
            networks(set, arguments, choices)?,
            forest(set, arguments)?,
        )),
        Kind::Best => {
            let (networks, forest) = (networks(set, arguments, choices)?, forest(set, arguments)?);
            let candidates = [
                FamilyModel::Network(networks.clone()),
                FamilyModel::RandomForest(forest.clone()),
                FamilyModel::Both(networks, forest),
            ];
            let candidates = candidates.map(|model| (model.name().to_owned(), model));
            let (best, results) = FamilyModel::best_of(candidates.into(), set)?;
            choices.extend(results);
            Ok(best)
        }
    }
}

/// Networks with the class weights that one of each does best with.
fn networks(set: &TrainingSet, arguments: &Arguments, choices: &mut Vec<Candidate>) -> anyhow::Result<Vec<Classifier>> {
    let mut candidates = Vec::new();
    for weights in arguments.class_weights.candidates() {
        let network = network(set, weights, 0, arguments)?;
        let name = format!("network, class weights {weights:?}").to_lowercase();
        candidates.push((name, FamilyModel::Network(vec![network])));
    }
    let (best, results) = FamilyModel::best_of(candidates, set)?;
    choices.extend(results);
    let mut networks = best.networks().to_vec();
    let weights = networks
        .first()
        .map_or(ClassWeights::None, |network| network.params().class_weights);
    for member in 1..arguments.networks {
        networks.push(network(set, weights, member, arguments)?);
    }
    Ok(networks)
}

fn network(
    set: &TrainingSet,
    class_weights: ClassWeights,
    member: u64,
    arguments: &Arguments,
) -> anyhow::Result<Classifier> {
    let params = ClassifierParams {
        class_weights,
        n_epochs: arguments.epochs,
        seed: member_seed(arguments.seed, member),
        ..ClassifierParams::default()
    };
    let name = format!("network {}, class weights {class_weights:?}", member + 1);
    let progress = |epoch: wiresift_network::ClassifierEpoch| {
        show(&name, f64::from(epoch.epoch) / f64::from(epoch.n_epochs));
        ControlFlow::Continue(())
    };
    let backend = Backend::cpu();
    let fitted = classifier::fit(&params, set.examples(), &backend, progress);
    pollster::block_on(fitted).context("the network")
}

fn forest(set: &TrainingSet, arguments: &Arguments) -> anyhow::Result<RandomForest> {
    let params = ForestParams {
        seed: arguments.seed,
        ..ForestParams::default()
    };
    let progress = |done: f64| {
        show("random forest", done);
        ControlFlow::Continue(())
    };
    params.fit(&set.examples(), progress).context("the random forest")
}

fn autoencoders(set: &TrainingSet, arguments: &Arguments) -> anyhow::Result<Vec<Autoencoder>> {
    let (rows, backend) = (set.normal_rows(), Backend::cpu());
    let train = |member: u64| {
        let params = Novelty::autoencoder(member_seed(arguments.seed, member));
        let name = format!("autoencoder {}", member + 1);
        let progress = |epoch: wiresift_network::Epoch| {
            show(&name, f64::from(epoch.epoch) / f64::from(epoch.n_epochs));
            ControlFlow::Continue(())
        };
        let fitted = autoencoder::fit(&params, set.x.view(), &rows, &backend, progress);
        pollster::block_on(fitted).context("the autoencoder")
    };
    (0..arguments.autoencoders).map(train).collect()
}

/// Members of one model differ, and so do those of models with neighbouring seeds.
fn member_seed(seed: u64, member: u64) -> u64 {
    seed.wrapping_mul(1_000).wrapping_add(member)
}

/// How far a part is, where someone looks.
fn show(name: &str, done: f64) {
    if io::stderr().is_terminal() {
        let end = if done < 1.0 { "" } else { "\n" };
        eprint(&format!("\r\x1b[K{name}: {:.0} %{end}", done * 100.0));
    }
}
