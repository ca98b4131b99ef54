//! The classifier of a session: trained on its table, or from a file. It names rows in place of a model that ships.

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use wiresift_classify::{AttackModel, Classes, FamilyModel};
use wiresift_network::{BackendKind, ModelError};

use crate::case::case_name;
use crate::errors::sentence;
use crate::message::{
    ClassifierAction, ClassifierInfo, ClassifierView, ErrorReport, JudgeInfo, JudgeKind, TableSlot, TaughtClass,
};
use crate::session::Session;

/// Most judges of a classifier.
const MAX_JUDGES: usize = JudgeKind::ALL.len();
/// Most notes that are kept of one.
const MAX_NOTES: usize = 40;

/// What a file of it is for.
const HINT: &str =
    "Choose a .safetensors file that Wiresift wrote: with the button “Export” here, or with `wiresift train`.";

/// What was trained or imported.
pub(crate) struct Classifier {
    judges: Vec<Judge>,
    chosen: usize,
    is_imported: bool,
    notes: Vec<String>,
}

/// A model, and its file.
struct Judge {
    model: Rc<AttackModel>,
    bytes: Vec<u8>,
}

/// A classifier as a piece of a case.
#[derive(Serialize, Deserialize)]
pub(crate) struct SavedClassifier {
    models: Vec<ByteBuf>,
    chosen: u32,
    is_imported: bool,
    notes: Vec<String>,
}

impl Classifier {
    /// Of the files of its judges.
    ///
    /// # Errors
    /// [`ModelError`], where one is no model.
    pub(crate) fn new(files: Vec<Vec<u8>>, chosen: usize, notes: Vec<String>) -> Result<Self, ModelError> {
        let judge = |bytes: Vec<u8>| {
            let model = Rc::new(AttackModel::from_bytes(&bytes)?);
            Ok(Judge { model, bytes })
        };
        let judges: Vec<Judge> = files
            .into_iter()
            .take(MAX_JUDGES)
            .map(judge)
            .collect::<Result<_, ModelError>>()?;
        Ok(Self {
            chosen: chosen.min(judges.len().saturating_sub(1)),
            judges,
            is_imported: false,
            notes,
        })
    }

    /// The judge that names the rows.
    fn judge(&self) -> Option<&Judge> {
        self.judges.get(self.chosen)
    }

    /// Its model.
    pub(crate) fn model(&self) -> Option<Rc<AttackModel>> {
        self.judge().map(|judge| Rc::clone(&judge.model))
    }

    fn info(&self) -> Option<ClassifierInfo> {
        let about = &self.judge()?.model.about;
        Some(ClassifierInfo {
            data: case_name(&about.data),
            date: case_name(&about.date),
            seed: about.seed,
            n_rows: about.n_rows,
            n_distinct: about.n_distinct,
            is_imported: self.is_imported,
            notes: self.notes.clone(),
            judges: self.judges.iter().map(Judge::info).collect(),
            chosen: u32::try_from(self.chosen).unwrap_or(0),
        })
    }

    /// As it is kept with a case.
    pub(crate) fn save(&self) -> SavedClassifier {
        let models = self.judges.iter().map(|judge| ByteBuf::from(judge.bytes.clone()));
        SavedClassifier {
            models: models.collect(),
            chosen: u32::try_from(self.chosen).unwrap_or(0),
            is_imported: self.is_imported,
            notes: self.notes.clone(),
        }
    }

    /// Of what was kept with a case, which may come from anywhere.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub(crate) fn restore(saved: SavedClassifier) -> Result<Self, String> {
        let files: Vec<Vec<u8>> = saved.models.into_iter().map(ByteBuf::into_vec).collect();
        if files.is_empty() {
            return Err("it is empty".to_owned());
        }
        let notes = saved.notes.iter().take(MAX_NOTES).map(|note| case_name(note)).collect();
        let classifier = Self::new(files, saved.chosen as usize, notes).map_err(|error| error.to_string())?;
        Ok(Self {
            is_imported: saved.is_imported,
            ..classifier
        })
    }
}

impl Judge {
    fn info(&self) -> JudgeInfo {
        let model = &self.model;
        let (judge, network) = (model.family_model(), model.family_model().networks().first());
        let history = network.map(wiresift_network::Classifier::history).unwrap_or_default();
        let loss =
            |epoch: &wiresift_network::ClassifierEpoch| epoch.validation.map_or(epoch.loss, |held_out| held_out.loss);
        let best = history.iter().min_by(|a, b| loss(a).total_cmp(&loss(b)));
        let n_training = network.map(|network| network.rows().n_training);
        let n_training = n_training.or_else(|| judge.forest().map(wiresift_classify::RandomForest::n_rows));
        JudgeInfo {
            kind: kind_of(judge),
            validation: model.validation().cloned(),
            test: model.test().cloned(),
            temperature: model.temperature(),
            epochs: history.iter().map(|&epoch| epoch_of(epoch)).collect(),
            best_epoch: best.map(|epoch| epoch.epoch),
            n_training: n_training.unwrap_or(0) as u64,
            backend: network.map(|network| backend_name(network.trained_on()).to_owned()),
            n_bytes: self.bytes.len() as u64,
        }
    }
}

fn kind_of(model: &FamilyModel) -> JudgeKind {
    match model {
        FamilyModel::Network(_) => JudgeKind::Network,
        FamilyModel::RandomForest(_) => JudgeKind::RandomForest,
        FamilyModel::Both(..) => JudgeKind::Both,
    }
}

fn backend_name(kind: BackendKind) -> &'static str {
    match kind {
        BackendKind::Cpu => "CPU",
        BackendKind::WebGpu => "WebGPU",
    }
}

fn epoch_of(epoch: wiresift_network::ClassifierEpoch) -> crate::message::Epoch {
    crate::message::Epoch {
        epoch: epoch.epoch,
        n_epochs: epoch.n_epochs,
        loss: epoch.loss,
        validation_loss: epoch.validation.map(|held_out| held_out.loss),
    }
}

impl Session {
    /// What the training table teaches, and the classifier there is.
    pub fn classifier(&self) -> ClassifierView {
        let classifier = self.classifier.as_ref().and_then(Classifier::info);
        let (classes, problem) = match self.taught() {
            Ok(classes) => (classes, None),
            Err(report) => (Vec::new(), Some(report)),
        };
        ClassifierView {
            classes,
            problem,
            classifier,
        }
    }

    fn taught(&self) -> Result<Vec<TaughtClass>, ErrorReport> {
        let table = self.loaded(TableSlot::Training)?.table();
        let Classes { classes, of_row } = Classes::of(table).map_err(super::teach::refused)?;
        let mut counts = vec![0; classes.len()];
        for class in of_row.into_iter().flatten() {
            if let Some(count) = counts.get_mut(class as usize) {
                *count += 1;
            }
        }
        let taught = |(class, n_rows): (wiresift_classify::Class, u64)| TaughtClass {
            is_normal: class.is_normal(),
            name: class.name,
            n_rows,
        };
        Ok(classes.into_iter().zip(counts).map(taught).collect())
    }

    /// Does what the page wants of the classifier. Rows have to be named anew after anything but a look.
    ///
    /// # Errors
    /// For a judge that it does not have.
    pub fn on_classifier(&mut self, action: ClassifierAction) -> Result<ClassifierView, ErrorReport> {
        match action {
            ClassifierAction::Look => {}
            ClassifierAction::Forget => self.classifier = None,
            ClassifierAction::Choose(place) => {
                let classifier = self.classifier.as_mut();
                let classifier = classifier.filter(|classifier| (place as usize) < classifier.judges.len());
                let classifier = classifier.ok_or_else(no_classifier)?;
                classifier.chosen = place as usize;
            }
        }
        Ok(self.classifier())
    }

    /// The classifier that names the rows as a file: its name and its bytes.
    ///
    /// # Errors
    /// Without a classifier.
    pub fn export_classifier(&self) -> Result<(String, Vec<u8>), ErrorReport> {
        let classifier = self.classifier.as_ref().ok_or_else(no_classifier)?;
        let judge = classifier.judge().ok_or_else(no_classifier)?;
        let kind = kind_of(judge.model.family_model()).name();
        let name = format!("{} {kind}", judge.model.about.data);
        Ok((name, judge.bytes.clone()))
    }

    /// Takes a classifier from a file.
    ///
    /// # Errors
    /// Without a training table, for bytes that are no model, and for a model of other columns.
    pub fn import_classifier(&mut self, bytes: Vec<u8>) -> Result<ClassifierView, ErrorReport> {
        let table = self.loaded(TableSlot::Training)?.table();
        let read = Classifier::new(vec![bytes], 0, Vec::new());
        let classifier = read.map_err(|error| ErrorReport::file(sentence(&error.to_string()), HINT))?;
        if let Some(judge) = classifier.judge() {
            judge.model.encode(table).map_err(|error| {
                let message = format!("This classifier does not fit the table: {error}.");
                ErrorReport::file(message, "Open a table with the columns that it was trained on.")
            })?;
        }
        self.classifier = Some(Classifier {
            is_imported: true,
            ..classifier
        });
        Ok(self.classifier())
    }
}

fn no_classifier() -> ErrorReport {
    ErrorReport::setting(
        "There is no such classifier.".to_owned(),
        Some("Train one on the Train page, or import one."),
    )
}
