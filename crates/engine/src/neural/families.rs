//! Trains what names attack families: networks, a random forest, or both, and calibrates each.

use std::ops::ControlFlow;

use wiresift_classify::{
    About, AttackModel, Candidate, FamilyModel, FitError, ForestParams, Novelty, Parts, RandomForest, TrainingSet,
};
use wiresift_network::{Autoencoder, AutoencoderParams, ClassWeights, Classifier, ClassifierParams};
use wiresift_nn::{Backend, autoencoder, classifier};

use super::device;
use crate::errors::sentence;
use crate::message::{ClassifierSettings, Epoch, ErrorReport, JudgeKind, LearnPart};
use crate::work::{Learnt, Lesson, Matrices, TaskError, TaskProgress};

/// What a training gave.
#[derive(Clone, Debug)]
pub struct Trained {
    /// A calibrated model for every judge that was tried, in the order of [`JudgeKind::ALL`].
    pub models: Vec<AttackModel>,
    /// The one that does best on the validation rows.
    pub best: usize,
    /// Where the networks were trained.
    pub backend: String,
}

/// Reports; [`ControlFlow::Break`] cancels.
type Report<'a> = &'a dyn Fn(TaskProgress) -> ControlFlow<()>;

pub(super) async fn run(
    lesson: &Lesson,
    matrices: &Matrices,
    progress: impl Fn(TaskProgress) -> ControlFlow<()>,
) -> Result<Learnt, TaskError> {
    let set = TrainingSet {
        x: matrices.training.clone(),
        ..lesson.set.clone()
    };
    let trained = learn(&set, &lesson.settings, &lesson.about, &progress).await?;
    let bytes = trained.models.iter().map(AttackModel::to_bytes);
    Ok(Learnt {
        models: bytes.map(|bytes| Ok(bytes?.into())).collect::<Result<_, TaskError>>()?,
        best: u32::try_from(trained.best).unwrap_or(0),
        backend: trained.backend,
    })
}

/// Trains every judge that the settings ask for. The same for the tab and the command line.
///
/// # Errors
/// [`TaskError::Cancelled`] after a `Break`; else what is wrong with rows, settings or device.
pub async fn learn(
    set: &TrainingSet,
    settings: &ClassifierSettings,
    about: &About,
    report: Report<'_>,
) -> Result<Trained, TaskError> {
    let backend = choose(set, settings).await?;
    let mut teacher = Teacher {
        set,
        settings,
        backend: &backend,
        report,
        done: 0.0,
        whole: whole(set, settings),
        choices: Vec::new(),
    };
    let networks = if settings.needs_network() {
        teacher.networks().await?
    } else {
        Vec::new()
    };
    let forest = settings.needs_forest().then(|| teacher.forest()).transpose()?;
    let autoencoders = teacher.autoencoders().await?;
    teacher.say(LearnPart::Judging, 0.0)?;
    let judges = judges(settings, &networks, forest.as_ref());
    let results = judges.iter().map(|judge| judge.on_held_out(judge.name(), set));
    let results: Vec<Candidate> = results.collect::<Result<_, _>>()?;
    let best = Candidate::place_of_best(&results).unwrap_or(0);
    if results.len() > 1 {
        teacher.choices.extend(results);
    }
    let about = About {
        choices: teacher.choices.iter().map(Candidate::to_string).collect(),
        ..about.clone()
    };
    let build = |model| {
        let parts = Parts {
            about: about.clone(),
            model,
            autoencoders: autoencoders.clone(),
            unknown_attacks: settings.unknown_attacks,
        };
        AttackModel::build(set, parts)
    };
    Ok(Trained {
        models: judges.into_iter().map(build).collect::<Result<_, _>>()?,
        best,
        backend: backend.name().to_owned(),
    })
}

fn judges(settings: &ClassifierSettings, networks: &[Classifier], forest: Option<&RandomForest>) -> Vec<FamilyModel> {
    let judge = |kind: JudgeKind| match kind {
        JudgeKind::Network => Some(FamilyModel::Network(networks.to_vec())),
        JudgeKind::RandomForest => forest.cloned().map(FamilyModel::RandomForest),
        JudgeKind::Both => Some(FamilyModel::Both(networks.to_vec(), forest.cloned()?)),
    };
    let wanted = JudgeKind::ALL.into_iter().filter(|kind| settings.tries(*kind));
    wanted.filter_map(judge).collect()
}

async fn choose(set: &TrainingSet, settings: &ClassifierSettings) -> Result<Backend, TaskError> {
    if !settings.needs_network() && settings.n_autoencoders == 0 {
        return Ok(Backend::cpu());
    }
    let params = params(settings, ClassWeights::None, 0);
    let widths = params.widths(set.x.ncols(), set.classes.len());
    let n_weights: f64 = widths.windows(2).map(|pair| (pair[0] * pair[1]) as f64).sum();
    let n_rows = set.split.training.len() as f64;
    let n_networks = f64::from(n_networks(settings));
    let trial = ClassifierParams { n_epochs: 1, ..params };
    let try_on = async |backend: &Backend| {
        let all = set.examples();
        let examples = wiresift_network::Examples {
            training: &all.training[..all.training.len().min(device::TRIAL_ROWS)],
            validation: &[],
            ..all
        };
        let fitted = classifier::fit(&trial, examples, backend, |_| ControlFlow::Continue(())).await;
        fitted.is_ok()
    };
    let n_forward = n_rows * f64::from(settings.n_epochs) * n_weights * n_networks;
    device::choose(settings.backend, n_forward, try_on).await
}

fn params(settings: &ClassifierSettings, class_weights: ClassWeights, member: u32) -> ClassifierParams {
    ClassifierParams {
        class_weights,
        n_epochs: settings.n_epochs,
        patience: settings.patience,
        seed: member_seed(settings.seed, member),
        ..ClassifierParams::default()
    }
}

fn weights_to_try(settings: &ClassifierSettings) -> Vec<ClassWeights> {
    settings
        .class_weights
        .map_or_else(|| ClassWeights::ALL.to_vec(), |weights| vec![weights])
}

/// Networks that are trained, those too that only try class weights.
fn n_networks(settings: &ClassifierSettings) -> u32 {
    let n_tried = u32::try_from(weights_to_try(settings).len()).unwrap_or(1);
    n_tried + settings.n_networks.saturating_sub(1)
}

/// Members of one model differ, and so do those of models with neighbouring seeds.
fn member_seed(seed: u64, member: u32) -> u64 {
    seed.wrapping_mul(1_000).wrapping_add(member.into())
}

/// Passes over the rows that a forest takes about as long as.
const FOREST_EPOCHS: f64 = 8.0;

/// The whole work, in passes of a network over the rows: it weighs the parts in the progress shown, no more.
fn whole(set: &TrainingSet, settings: &ClassifierSettings) -> f64 {
    let networks = if settings.needs_network() {
        f64::from(n_networks(settings)) * f64::from(settings.n_epochs)
    } else {
        0.0
    };
    let forest = if settings.needs_forest() { FOREST_EPOCHS } else { 0.0 };
    networks + forest + autoencoder_epochs(set) * f64::from(settings.n_autoencoders)
}

fn autoencoder_epochs(set: &TrainingSet) -> f64 {
    let params = AutoencoderParams::default();
    let share = set.normal_rows().len() as f64 / set.split.training.len().max(1) as f64;
    f64::from(params.n_epochs) * share * 2.0
}

/// A training under way.
struct Teacher<'a> {
    set: &'a TrainingSet,
    settings: &'a ClassifierSettings,
    backend: &'a Backend,
    report: Report<'a>,
    done: f64,
    whole: f64,
    choices: Vec<Candidate>,
}

impl Teacher<'_> {
    /// Networks with the class weights that one of each does best with.
    async fn networks(&mut self) -> Result<Vec<Classifier>, TaskError> {
        let mut candidates = Vec::new();
        for (weights, nth) in weights_to_try(self.settings).into_iter().zip(1..) {
            let network = self.network(weights, 0, nth).await?;
            let name = format!("network, class weights {weights:?}").to_ascii_lowercase();
            candidates.push((name, FamilyModel::Network(vec![network])));
        }
        let n_tried = u32::try_from(candidates.len()).unwrap_or(1);
        let (best, results) = FamilyModel::best_of(candidates, self.set)?;
        if results.len() > 1 {
            self.choices.extend(results);
        }
        let mut networks = best.networks().to_vec();
        let weights = networks
            .first()
            .map_or(ClassWeights::None, |network| network.params().class_weights);
        for member in 1..self.settings.n_networks {
            networks.push(self.network(weights, member, n_tried + member).await?);
        }
        Ok(networks)
    }

    async fn network(&mut self, weights: ClassWeights, member: u32, nth: u32) -> Result<Classifier, TaskError> {
        let params = params(self.settings, weights, member);
        let part = LearnPart::Network {
            nth,
            of: n_networks(self.settings),
        };
        let progress = |epoch: wiresift_network::ClassifierEpoch| {
            let said = TaskProgress {
                epoch: Some(epoch.into()),
                ..self.at(part, f64::from(epoch.epoch))
            };
            (self.report)(said)
        };
        let fitted = classifier::fit(&params, self.set.examples(), self.backend, progress).await?;
        self.done += f64::from(self.settings.n_epochs);
        Ok(fitted)
    }

    fn forest(&mut self) -> Result<RandomForest, TaskError> {
        let params = ForestParams {
            n_trees: self.settings.n_trees as usize,
            seed: self.settings.seed,
            ..ForestParams::default()
        };
        let progress = |done: f64| (self.report)(self.at(LearnPart::RandomForest, done * FOREST_EPOCHS));
        let forest = params.fit(&self.set.examples(), progress)?;
        self.done += FOREST_EPOCHS;
        Ok(forest)
    }

    async fn autoencoders(&mut self) -> Result<Vec<Autoencoder>, TaskError> {
        let (rows, n_epochs) = (self.set.normal_rows(), autoencoder_epochs(self.set));
        let mut autoencoders = Vec::new();
        for member in 0..self.settings.n_autoencoders {
            let params = Novelty::autoencoder(member_seed(self.settings.seed, member));
            let progress = |epoch: wiresift_network::Epoch| {
                let share = f64::from(epoch.epoch) / f64::from(epoch.n_epochs.max(1));
                (self.report)(self.at(LearnPart::Autoencoder, share * n_epochs))
            };
            autoencoders.push(autoencoder::fit(&params, self.set.x.view(), &rows, self.backend, progress).await?);
            self.done += n_epochs;
        }
        Ok(autoencoders)
    }

    fn at(&self, part: LearnPart, done: f64) -> TaskProgress {
        TaskProgress {
            part: Some(part),
            ..TaskProgress::of(((self.done + done) / self.whole.max(1.0)).min(1.0))
        }
    }

    fn say(&self, part: LearnPart, done: f64) -> Result<(), TaskError> {
        match (self.report)(self.at(part, done)) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(TaskError::Cancelled),
        }
    }
}

impl From<wiresift_network::ClassifierEpoch> for Epoch {
    fn from(epoch: wiresift_network::ClassifierEpoch) -> Self {
        Self {
            epoch: epoch.epoch,
            n_epochs: epoch.n_epochs,
            loss: epoch.loss,
            validation_loss: epoch.validation.map(|held_out| held_out.loss),
        }
    }
}

impl From<FitError> for TaskError {
    fn from(error: FitError) -> Self {
        match error {
            FitError::Cancelled => Self::Cancelled,
            FitError::Params(_) | FitError::Examples(_) | FitError::Tree { .. } => {
                Self::Failed(ErrorReport::setting(sentence(&error.to_string()), None))
            }
            error => Self::Failed(ErrorReport::bug(sentence(&error.to_string()))),
        }
    }
}
