//! The session: a training table, maybe a test table, and what was found in them.

use std::rc::Rc;

use web_time::Instant;
use wiresift_classify::AttackModel;
use wiresift_table::{Encoder, Truth};

use crate::balance::balanced;
use crate::family::{Classifier, Shipped};
use crate::feedback;
use crate::fitting::{Fitting, Scored};
use crate::loaded::Loaded;
use crate::message::{
    ErrorReport, Filter, MuteRule, Overview, PageNotes, Role, Scaling, Summary, TableSlot, TrainOn, TrainingSettings,
};
use crate::opening::Opened;
use crate::overview::overview;
use crate::ranking::indices;
use crate::run::{Plan, Run, Training};
use crate::schedule::{Schedule, Sizes};
use crate::summary::summarise;
use crate::version::Versions;
use crate::work::Matrices;

/// So few rows are scored at once, where they are: to hand models and rows to a worker takes longer than that.
const MAX_ROWS_IN_PLACE: usize = 32;

/// An analyst's work on one table, or on one table judged by what was learnt from another.
#[derive(Default)]
pub struct Session {
    pub(crate) training: Option<Loaded>,
    pub(crate) test: Option<Loaded>,
    pub(crate) fitting: Option<Rc<Fitting>>,
    /// What every training learnt, the current one among them.
    pub(crate) versions: Versions,
    /// What names attacks in place of a model that ships.
    pub(crate) classifier: Option<Classifier>,
    /// The model that ships and was used last.
    pub(crate) shipped: Option<(Shipped, Rc<AttackModel>)>,
    /// What the page keeps with the case.
    pub(crate) page: PageNotes,
    /// Rules that mute rows, of every table.
    pub(crate) rules: Vec<MuteRule>,
}

impl Session {
    /// Puts a table into its slot. A new training table ends what was learnt from the old one.
    pub fn insert(&mut self, slot: TableSlot, opened: Opened) -> Overview {
        let loaded = Loaded::new(opened);
        let overview = overview(&loaded);
        match slot {
            TableSlot::Training => {
                self.training = Some(loaded);
                self.fitting = None;
                self.classifier = None;
                self.versions = Versions::default();
                if let Some(test) = &mut self.test {
                    test.set_scored(None);
                }
            }
            TableSlot::Test => {
                self.test = Some(loaded);
                self.versions.forget_scores(TableSlot::Test);
                self.share_normal_labels();
            }
        }
        self.share_rules();
        overview
    }

    /// Forgets the test table.
    pub fn close_test(&mut self) {
        self.test = None;
        self.versions.forget_scores(TableSlot::Test);
    }

    /// Changes what a column of the training table is used for.
    ///
    /// # Errors
    /// Without a training table, or without that column.
    pub fn set_column(&mut self, column: u32, role: Role, scaling: Option<Scaling>) -> Result<Overview, ErrorReport> {
        let loaded = self.training.as_mut().ok_or_else(no_table)?;
        let column = column as usize;
        let changed = loaded.opened.table.set_role(column, role);
        changed
            .and_then(|()| loaded.opened.table.set_scaling(column, scaling))
            .map_err(|error| ErrorReport::bug(error.to_string()))?;
        loaded.on_edit();
        Ok(overview(loaded))
    }

    /// Says which label values are normal, in both tables.
    ///
    /// # Errors
    /// Without a training table.
    pub fn set_normal_labels(&mut self, labels: &[String]) -> Result<Overview, ErrorReport> {
        let loaded = self.training.as_mut().ok_or_else(no_table)?;
        loaded.opened.table.set_normal_labels(labels.iter().cloned());
        loaded.on_edit();
        let overview = overview(loaded);
        self.share_normal_labels();
        Ok(overview)
    }

    /// Encodes the tables and plans a training; [`Session::conclude`] takes the run back when its schedule is finished.
    /// `n_workers` says how many workers share a matrix of so many bytes.
    ///
    /// # Errors
    /// Without a table, with settings out of range, or when the table cannot be encoded.
    pub fn train(&self, settings: &TrainingSettings, n_workers: impl Fn(usize) -> u32) -> Result<Run, ErrorReport> {
        let started = Instant::now();
        let loaded = self.training.as_ref().ok_or_else(no_table)?;
        settings.check()?;
        let table = &loaded.opened.table;
        let rows = rows_to_fit(loaded, settings)?;
        let encoder = Encoder::fit(table, rows.as_deref())?;
        let encoded = encoder.transform(table)?;
        let test = self
            .test
            .as_ref()
            .map(|test| encoder.transform(&test.opened.table))
            .transpose()?;
        let mut notes: Vec<String> = encoder.warnings().iter().map(ToString::to_string).collect();
        notes.extend(
            rows.as_ref()
                .and_then(|rows| balance_note(loaded, rows.len(), settings)),
        );
        let (test_matrix, test_distinct_of) = test.map(|test| (test.x, test.distinct_of)).unzip();
        let mut training_rows: Vec<u32> = match rows {
            None => encoded.distinct_of.clone(),
            Some(rows) => rows.iter().map(|&row| encoded.distinct_of[row as usize]).collect(),
        };
        if settings.learn_from_marks {
            feedback::correct(&mut training_rows, loaded.heard.marks(), &encoded.distinct_of);
        }
        let matrices = Matrices {
            training: encoded.x,
            training_rows,
            test: test_matrix,
        };
        let sizes = Sizes {
            n_training_rows: matrices.training_rows.len() as u64,
            n_training_distinct: count(matrices.training.nrows()),
            n_test_distinct: matrices.test.as_ref().map(|test| count(test.nrows())),
            n_features: matrices.training.ncols() as u64,
            n_workers: n_workers(matrices.n_bytes()),
        };
        Ok(Run {
            schedule: Schedule::train(settings, sizes),
            matrices,
            n_workers: sizes.n_workers,
            started,
            seconds_encode: started.elapsed().as_secs_f64(),
            notes,
            plan: Plan::Train(Box::new(Training {
                settings: settings.clone(),
                encoder,
                distinct_of: encoded.distinct_of,
                test_distinct_of,
            })),
        })
    }

    /// Plans the scoring of the test table with what was learnt before; `None` without a training or a test table.
    pub fn score_test(&self, n_workers: impl Fn(usize) -> u32) -> Option<Result<Run, ErrorReport>> {
        let (fitting, test) = (self.fitting.as_ref()?, self.test.as_ref()?);
        Some(plan_scoring(fitting, test, n_workers))
    }

    /// The result of the rows that pass a filter, as if there were no others.
    ///
    /// # Errors
    /// Without a result.
    pub fn summary(&self, slot: TableSlot, filter: &Filter) -> Result<Summary, ErrorReport> {
        let (loaded, scored, fitting) = self.result(slot)?;
        summarise(loaded, scored, fitting, &loaded.rows(filter)?)
    }

    pub(crate) fn loaded(&self, slot: TableSlot) -> Result<&Loaded, ErrorReport> {
        let loaded = match slot {
            TableSlot::Training => self.training.as_ref(),
            TableSlot::Test => self.test.as_ref(),
        };
        loaded.ok_or_else(no_table)
    }

    pub(crate) fn loaded_mut(&mut self, slot: TableSlot) -> Result<&mut Loaded, ErrorReport> {
        let loaded = match slot {
            TableSlot::Training => self.training.as_mut(),
            TableSlot::Test => self.test.as_mut(),
        };
        loaded.ok_or_else(no_table)
    }

    pub(crate) fn result(&self, slot: TableSlot) -> Result<(&Loaded, &Scored, &Fitting), ErrorReport> {
        let loaded = self.loaded(slot)?;
        let scored = loaded.scored().ok_or_else(no_result)?;
        Ok((loaded, scored, self.fitting()?))
    }

    pub(crate) fn fitting(&self) -> Result<&Fitting, ErrorReport> {
        self.fitting.as_deref().ok_or_else(no_result)
    }

    pub(crate) fn share_normal_labels(&mut self) {
        if let (Some(training), Some(test)) = (&self.training, &mut self.test) {
            let labels = training.opened.table.normal_labels().clone();
            test.opened.table.set_normal_labels(labels);
            test.on_edit();
        }
    }
}

fn plan_scoring(fitting: &Fitting, test: &Loaded, n_workers: impl Fn(usize) -> u32) -> Result<Run, ErrorReport> {
    let started = Instant::now();
    let encoded = fitting.encoder.transform(&test.opened.table)?;
    let n_features = encoded.x.ncols();
    let matrices = Matrices::only_test(encoded.x);
    let sizes = Sizes {
        n_training_rows: fitting.n_training_rows,
        n_training_distinct: 0,
        n_test_distinct: matrices.test.as_ref().map(|test| count(test.nrows())),
        n_features: n_features as u64,
        n_workers: n_workers(matrices.n_bytes()),
    };
    let mut schedule = Schedule::score(fitting.fits(), sizes);
    if let Some(x) = matrices.test.as_ref().filter(|x| x.nrows() <= MAX_ROWS_IN_PLACE) {
        schedule.complete_scoring(&fitting.models()?.scores(x.view())?);
    }
    Ok(Run {
        schedule,
        matrices,
        n_workers: sizes.n_workers,
        started,
        seconds_encode: started.elapsed().as_secs_f64(),
        notes: Vec::new(),
        plan: Plan::ScoreTest {
            distinct_of: encoded.distinct_of,
        },
    })
}

/// `None` for all rows.
fn rows_to_fit(loaded: &Loaded, settings: &TrainingSettings) -> Result<Option<Vec<u32>>, ErrorReport> {
    let table = &loaded.opened.table;
    let rows = match settings.train_on {
        TrainOn::All => None,
        TrainOn::NormalRows => Some(normal_rows(loaded)?),
    };
    let Some(max) = settings.max_rows_per_exchange else {
        return Ok(rows);
    };
    let chosen = match &rows {
        Some(rows) => balanced(table, rows, max, settings.seed),
        None => balanced(table, &indices(table.n_rows()).collect::<Vec<_>>(), max, settings.seed),
    };
    Ok(chosen.or(rows))
}

fn normal_rows(loaded: &Loaded) -> Result<Vec<u32>, ErrorReport> {
    let hint =
        Some("Train on all rows, or choose on the data page which column is the label and which values are normal.");
    let truth = loaded.opened.table.truth();
    let truth = truth.ok_or_else(|| ErrorReport::setting("The table has no label column.".to_owned(), hint))?;
    let normal: Vec<u32> = indices(truth.len())
        .zip(&truth)
        .filter_map(|(row, truth)| (*truth == Truth::Normal).then_some(row))
        .collect();
    if normal.is_empty() {
        let message = format!("No {} is labelled as normal.", loaded.noun().one());
        return Err(ErrorReport::setting(message, hint));
    }
    Ok(normal)
}

fn balance_note(loaded: &Loaded, n_fitted: usize, settings: &TrainingSettings) -> Option<String> {
    let max = settings.max_rows_per_exchange?;
    let n_rows = loaded.opened.table.n_rows();
    let is_balanced = settings.train_on == TrainOn::All && n_fitted < n_rows;
    is_balanced.then(|| {
        format!(
            "The detectors learnt from {n_fitted} of {n_rows} {}: no exchange, sweep or flood teaches more \
             than {max}.",
            loaded.noun().many()
        )
    })
}

fn count(n_rows: usize) -> u32 {
    u32::try_from(n_rows).unwrap_or(u32::MAX)
}

pub(crate) fn no_table() -> ErrorReport {
    ErrorReport::setting("No table is loaded.".to_owned(), Some("Open a table first."))
}

pub(crate) fn no_result() -> ErrorReport {
    ErrorReport::setting(
        "The table was not scored yet.".to_owned(),
        Some("Find anomalies first."),
    )
}
