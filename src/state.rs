//! What the page knows: the engine's events folded into plain values. No browser in here, so that all of it is tested natively.
//!
//! [`Session`] is the whole of it; [`Session::apply`] is the only way in which the engine changes it.

mod case;
mod job;
pub mod names;
mod shared;
mod step;
#[cfg(test)]
mod tests;

pub use case::{CaseState, Saving};
pub use job::{Job, JobKind, LiveCapture, StageProgress};
pub use shared::Shared;
pub use step::{Step, StepState};

use wiresift_engine::message::{
    ClassifierView, ErrorKind, ErrorReport, Event, FamilyState, Feedback, Filter, JobId, Noun, Overview,
    PROTOCOL_VERSION, Summary, TableSlot, TimeRange, VersionComparison,
};

/// Whether there is someone to talk to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum EngineStatus {
    /// The worker loads.
    #[default]
    Starting,
    /// The worker listens.
    Ready,
    /// No worker can be had.
    Unavailable,
}

/// An error that the page shows until it is dismissed or the next job starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What happened.
    pub report: ErrorReport,
    /// The file that was being read.
    pub file: Option<String>,
    /// What is still there, in a sentence.
    pub kept: Option<String>,
    /// Whether the engine was lost, so that tables have to be loaded again.
    pub lost_engine: bool,
}

/// One of something for each table.
#[derive(Clone, Debug, PartialEq)]
pub struct PerSlot<T> {
    /// For the training table.
    pub training: Option<Shared<T>>,
    /// For the test table.
    pub test: Option<Shared<T>>,
}

impl<T> Default for PerSlot<T> {
    fn default() -> Self {
        Self {
            training: None,
            test: None,
        }
    }
}

impl<T> PerSlot<T> {
    /// What there is for a table.
    pub fn get(&self, slot: TableSlot) -> Option<&Shared<T>> {
        match slot {
            TableSlot::Training => self.training.as_ref(),
            TableSlot::Test => self.test.as_ref(),
        }
    }

    fn set(&mut self, slot: TableSlot, value: Option<T>) {
        let value = value.map(Shared::new);
        match slot {
            TableSlot::Training => self.training = value,
            TableSlot::Test => self.test = value,
        }
    }
}

/// What the page knows of the engine's session.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Session {
    /// The engine.
    pub engine: EngineStatus,
    /// The tables that were read.
    pub tables: PerSlot<Overview>,
    /// What the last training said of them.
    pub results: PerSlot<Summary>,
    /// What the analyst said of their rows.
    pub feedback: PerSlot<Feedback>,
    /// Which attacks their rows look like.
    pub families: PerSlot<FamilyState>,
    /// How often marks were made or taken away, or families became known: rows that are shown may have changed.
    pub n_marked: u32,
    /// Whether columns or labels were edited since the last training.
    pub results_are_stale: bool,
    /// How many training tables were read: tells one from the next.
    pub n_loaded: u32,
    /// What rows must be like to be shown and counted.
    pub filter: Filter,
    /// How often an expression was asked for: one that is in force already still takes the place of what is being typed.
    pub n_expressions: u32,
    /// Rises when versions came that no training of this page made.
    pub n_versions: u32,
    /// The last comparison of two versions.
    pub comparison: Option<Shared<VersionComparison>>,
    /// What the training table teaches, and the classifier that was trained on it.
    pub classifier: Option<Shared<ClassifierView>>,
    /// Whether the classifier shall be seen on the page where things are trained.
    pub wants_classifier: bool,
    /// The open case.
    pub case: CaseState,
    /// The long command that is running.
    pub job: Option<Job>,
    /// The last error.
    pub notice: Option<Notice>,
    /// Where the analyst is.
    pub step: Step,
    /// The last thing worth saying aloud, for screen readers.
    pub announcement: String,
}

impl Session {
    /// A long command was sent.
    pub fn start(&mut self, id: JobId, kind: JobKind) {
        self.notice = None;
        self.announcement = kind.title();
        self.job = Some(Job::new(id, kind, self.noun()));
    }

    /// The running command was asked to stop.
    pub fn mark_cancelling(&mut self) {
        if let Some(job) = &mut self.job {
            job.is_cancelling = true;
        }
    }

    /// What the rows of the training table are.
    pub fn noun(&self) -> Noun {
        self.tables
            .training
            .as_ref()
            .map_or(Noun::default(), |table| table.noun)
    }

    /// Shows only what begins in a stretch of time; `None` shows everything.
    pub fn set_time(&mut self, time: Option<TimeRange>) {
        self.filter.time = time;
    }

    /// Shows only what an expression asks for; nothing asks for everything.
    pub fn set_expression(&mut self, expression: String) {
        self.filter.expression = expression;
        self.n_expressions += 1;
    }

    /// Goes to a step, if there is something to see there.
    pub fn go(&mut self, step: Step) {
        if self.is_open(step) {
            self.step = step;
        }
    }

    /// Folds one event in. Answers to requests (rows, a distribution, a timeline, ...) change nothing here.
    pub fn apply(&mut self, event: Event) {
        match event {
            Event::Ready { version } => self.on_ready(version),
            Event::Progress { job, progress } => {
                if let Some(running) = self.running(job) {
                    running.advance(progress);
                }
            }
            Event::Loaded {
                job,
                slot,
                overview,
                scoring,
            } => self.on_loaded(job, slot, overview, scoring),
            Event::Edited { overview } => {
                self.results_are_stale = self.results.training.is_some();
                self.tables.set(TableSlot::Training, Some(overview));
            }
            Event::TestClosed => self.close_test(),
            Event::Scored { job, slot, summary } => self.on_scored(job, slot, *summary),
            Event::Cancelled { job } => {
                if self.running(job).is_some() {
                    self.job = None;
                    "Cancelled".clone_into(&mut self.announcement);
                }
            }
            Event::Failed { job, request, report } => self.on_failed(job, request.is_some(), report),
            Event::Families { slot, state } => self.on_families(slot, state),
            Event::CaseOpened {
                job,
                case,
                page,
                is_copy,
                warnings,
            } => self.on_case_opened(job, *case, *page, is_copy, warnings),
            Event::Taught { job, view } => {
                if self.running(job).is_some() {
                    self.job = None;
                    "The classifier is trained".clone_into(&mut self.announcement);
                    self.classifier = Some(Shared::new(*view));
                }
            }
            Event::Compared { job, comparison } => {
                if self.running(job).is_some() {
                    self.job = None;
                    self.announcement = format!(
                        "Compared: {} flagged by both, {} only by A, {} only by B",
                        comparison.n_both, comparison.n_only_a, comparison.n_only_b
                    );
                    self.comparison = Some(Shared::new(*comparison));
                }
            }
            Event::CaseSaved { case } => self.on_case_saved(*case),
            Event::CaseUnsaved { report, is_full } => self.on_case_unsaved(report, is_full),
            Event::Cases { .. }
            | Event::Exported { .. }
            | Event::Versions { .. }
            | Event::Classifier { .. }
            | Event::Rows { .. }
            | Event::Row { .. }
            | Event::Distribution { .. }
            | Event::Timeline { .. }
            | Event::Summary { .. }
            | Event::Explained { .. }
            | Event::Incidents { .. }
            | Event::Situation { .. }
            | Event::FamiliesOf { .. }
            | Event::Importance { .. }
            | Event::VoteParts { .. }
            | Event::FilterChecked { .. }
            | Event::FilterRefined { .. }
            | Event::Feedback { .. }
            | Event::Report { .. }
            | Event::Packets { .. }
            // Has a state of its own.
            | Event::Live(_) => {}
        }
    }

    /// The analyst's feedback was taken. A result comes with it where the ranking changed.
    pub fn on_feedback(&mut self, slot: TableSlot, feedback: Feedback, summary: Option<Summary>) {
        let is_new = self.feedback.get(slot).is_none_or(|known| **known != feedback);
        if summary.is_some() {
            self.announcement = match &feedback.difference {
                Some(difference) => format!(
                    "Ranking updated: {} joined, {} left",
                    difference.n_joined, difference.n_left
                ),
                None => "Ranking restored".to_owned(),
            };
            self.results.set(slot, summary);
        }
        if is_new {
            self.n_marked += 1;
            self.feedback.set(slot, Some(feedback));
        }
    }

    /// The worker died and took its tables with it. `replaced`: another one is starting.
    pub fn lose_engine(&mut self, message: &str, replaced: bool) {
        let had_tables = self.tables.training.is_some();
        let step = if replaced { Step::Load } else { self.step };
        *self = Self {
            step,
            engine: if replaced {
                EngineStatus::Starting
            } else {
                EngineStatus::Unavailable
            },
            ..Self::default()
        };
        let hint = match (replaced, had_tables) {
            (false, _) => "Reload the page. If it happens again, the browser may be too old or short of memory.",
            (true, true) => "A fresh engine is running. Load the table again to go on.",
            (true, false) => "A fresh engine is running. Try again, or try a smaller file.",
        };
        self.show(
            ErrorReport {
                kind: ErrorKind::Bug,
                message: message.to_owned(),
                hint: Some(hint.to_owned()),
            },
            true,
        );
    }

    /// Shows an error that came from the page itself.
    pub fn show(&mut self, report: ErrorReport, lost_engine: bool) {
        self.show_of(None, report, lost_engine);
    }

    fn show_of(&mut self, file: Option<String>, report: ErrorReport, lost_engine: bool) {
        self.announcement.clone_from(&report.message);
        let kept = if lost_engine { None } else { self.kept() };
        self.notice = Some(Notice {
            report,
            file,
            kept,
            lost_engine,
        });
    }

    fn on_ready(&mut self, version: u32) {
        if version == PROTOCOL_VERSION {
            self.engine = EngineStatus::Ready;
            return;
        }
        self.engine = EngineStatus::Unavailable;
        let message = format!("The page speaks version {PROTOCOL_VERSION} and its engine version {version}.");
        let hint = Some("Reload the page without its cache (Ctrl+Shift+R).".to_owned());
        self.show(
            ErrorReport {
                kind: ErrorKind::Environment,
                message,
                hint,
            },
            false,
        );
    }

    fn on_loaded(&mut self, job: JobId, slot: TableSlot, overview: Overview, scoring: bool) {
        if slot == TableSlot::Training {
            self.results = PerSlot::default();
            self.comparison = None;
            self.feedback = PerSlot::default();
            self.families = PerSlot::default();
            self.classifier = None;
            self.results_are_stale = false;
            self.n_loaded += 1;
            self.case.open = None;
            self.case.saving = Saving::Running;
            self.filter = Filter::default();
            self.step = Step::Data;
        }
        self.announcement = format!("{} loaded, {} {}", overview.name, overview.n_rows, overview.noun.many());
        self.tables.set(slot, Some(overview));
        if !scoring && self.running(job).is_some() {
            self.job = None;
        }
    }

    fn on_scored(&mut self, job: JobId, slot: TableSlot, summary: Summary) {
        let is_last = match self.running(job).map(|running| &running.kind) {
            Some(JobKind::Open { .. }) => true,
            Some(JobKind::Train | JobKind::Use { .. }) => slot == TableSlot::Training,
            Some(JobKind::Teach | JobKind::Restore { .. } | JobKind::Compare { .. }) | None => false,
        };
        self.announcement = format!(
            "{}: {} anomalies in {} {}",
            summary.name,
            summary.n_anomalies,
            summary.n_rows,
            summary.noun.many()
        );
        self.results.set(slot, Some(summary));
        if slot == TableSlot::Training {
            self.results_are_stale = false;
        }
        if is_last {
            self.job = None;
            self.step = Step::Results;
        }
    }

    fn on_failed(&mut self, job: Option<JobId>, is_request: bool, report: ErrorReport) {
        let mut file = None;
        if let Some(job) = job {
            let Some(running) = self.running(job) else {
                return;
            };
            file = running.kind.file().map(str::to_owned);
            self.job = None;
        } else if is_request {
            // Who asked shows it where the answer was expected.
            return;
        }
        self.show_of(file, report, false);
    }

    /// Whether it is known which attacks a table's rows look like.
    pub fn has_families(&self, slot: TableSlot) -> bool {
        matches!(
            self.families.get(slot).map(|state| &**state),
            Some(FamilyState::Judged(_))
        )
    }

    fn on_families(&mut self, slot: TableSlot, state: FamilyState) {
        if let FamilyState::Judged(_) = state {
            self.n_marked += 1;
            "Attack families are named".clone_into(&mut self.announcement);
        }
        self.families.set(slot, Some(state));
    }

    fn close_test(&mut self) {
        self.tables.set(TableSlot::Test, None);
        self.results.set(TableSlot::Test, None);
        self.families.set(TableSlot::Test, None);
    }

    fn running(&mut self, id: JobId) -> Option<&mut Job> {
        self.job.as_mut().filter(|job| job.id == id)
    }

    fn kept(&self) -> Option<String> {
        let table = self.tables.training.as_ref()?;
        Some(match self.results.training {
            Some(_) => format!("{} and its results are still loaded.", table.name),
            None => format!("{} is still loaded.", table.name),
        })
    }
}
