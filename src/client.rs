//! The page's side of the engine: commands to a web worker, its events to the page's [`Session`] and to whoever asked.
//!
//! A command that runs long is a job: its progress and end show in the session. A question (rows, a row, a timeline, a
//! report) is a request: a future that resolves to its answer, matched by id, so that a late answer to an old question reaches nobody.
//!
//! A worker that dies becomes an error on the page and is replaced at once. Its tables die with it; the files that were
//! opened are kept, so that loading them again is one click.

mod cases;
mod classifier;
mod download;
mod live;
mod pending;
mod questions;
mod reports;
mod versions;
mod worker;

use leptos::prelude::*;
use web_sys::File;
use wiresift_engine::message::{
    CaseInfo, Command, ErrorReport, Event, JobId, Role, Scaling, TableSlot, TrainingSettings,
};

pub use cases::is_case;
pub use classifier::is_classifier;
pub use pending::{Answer, RequestError};
pub use versions::is_model;

use crate::live::LiveState;
use crate::queue;
use crate::state::{EngineStatus, JobKind, Session, Step};
use pending::Pending;
use worker::{EngineWorker, Signal as WorkerSignal};

/// Two workers that die before they listen are not bad luck.
const MAX_FAILED_STARTS: u32 = 2;

/// The engine, as components see it. Copies talk to the same one.
#[derive(Clone, Copy)]
pub struct Client {
    session: RwSignal<Session>,
    /// Kept aside: it would make every copy of the client a large one.
    live: StoredValue<LiveState>,
    inner: StoredValue<Inner, LocalStorage>,
}

#[derive(Default)]
struct Inner {
    worker: Option<EngineWorker>,
    /// What a worker that does not listen yet will be told: messages sent before its `Ready` may be lost.
    outbox: Vec<(Command, Option<File>)>,
    pending: Pending,
    n_jobs: u32,
    n_failed_starts: u32,
    files: Files,
    /// What to train with once this file is read.
    then_train: Option<(JobId, TrainingSettings)>,
}

/// A file to open, and for a capture what is known of its attacks.
#[derive(Clone)]
pub struct Source {
    /// The file.
    pub file: File,
    /// The attacks as a CSV file (see `Command::Open`).
    pub truth: Option<String>,
}

impl From<File> for Source {
    fn from(file: File) -> Self {
        Self { file, truth: None }
    }
}

/// The files last opened, for loading them again. The training table's comes first.
#[derive(Clone, Default)]
struct Files {
    training: Option<Source>,
    test: Option<Source>,
}

impl Client {
    /// Starts a worker; its events go to `session`.
    pub fn start(session: RwSignal<Session>) -> Self {
        let client = Self {
            session,
            live: StoredValue::new(LiveState::new()),
            inner: StoredValue::new_local(Inner::default()),
        };
        client.spawn();
        client
    }

    /// Reads a file into a slot; a case's file into the place of everything.
    pub fn open(&self, slot: TableSlot, source: impl Into<Source>) {
        let source = source.into();
        if is_model(&source.file) {
            self.take_model(source.file);
        } else if is_classifier(&source.file) {
            self.take_dropped_classifier(source.file);
        } else if slot == TableSlot::Training && is_case(&source.file) {
            self.import_case(source.file);
        } else {
            self.start_reading(slot, source);
        }
    }

    /// Reads a file into the training slot, and goes on to its anomalies.
    pub fn open_and_train(&self, source: Source, settings: TrainingSettings) {
        let job = self.start_reading(TableSlot::Training, source);
        self.inner
            .try_update_value(|inner| inner.then_train = Some((job, settings)));
    }

    fn start_reading(&self, slot: TableSlot, source: Source) -> JobId {
        let name = source.file.name();
        self.inner.try_update_value(|inner| {
            inner.then_train = None;
            match slot {
                TableSlot::Training => {
                    inner.files = Files {
                        training: Some(source.clone()),
                        test: None,
                    }
                }
                TableSlot::Test => inner.files.test = Some(source.clone()),
            }
        });
        let job = self.start_job(JobKind::Open {
            slot,
            name: name.clone(),
        });
        let Source { file, truth } = source;
        let size_bytes = whole(file.size());
        self.send(
            Command::Open {
                job,
                slot,
                name,
                size_bytes,
                truth,
            },
            Some(file),
        );
        job
    }

    /// Reads the last training table's file again, after the engine was lost.
    pub fn reopen(&self) {
        if let Some(source) = self
            .inner
            .try_with_value(|inner| inner.files.training.clone())
            .flatten()
        {
            self.open(TableSlot::Training, source);
        }
    }

    /// Fits every chosen detector and scores what is loaded.
    pub fn train(&self, settings: TrainingSettings) {
        let job = self.start_job(JobKind::Train);
        self.send_once_shown(Command::Train { job, settings });
    }

    /// Stops the running job.
    pub fn cancel(&self) {
        let Some(job) = self
            .session
            .with_untracked(|session| session.job.as_ref().map(|job| job.id))
        else {
            return;
        };
        self.session.update(Session::mark_cancelling);
        self.send_once_shown(Command::Cancel { job });
    }

    /// Forgets the test table.
    pub fn close_test(&self) {
        self.send(Command::CloseTest, None);
    }

    /// Changes what a column is used for.
    pub fn set_column(&self, column: u32, role: Role, scaling: Option<Scaling>) {
        self.send(Command::SetColumn { column, role, scaling }, None);
    }

    /// Says which label values are normal.
    pub fn set_normal_labels(&self, labels: Vec<String>) {
        self.send(Command::SetNormalLabels { labels }, None);
    }

    /// Stops the naming of attacks.
    pub fn stop_families(&self) {
        self.send(Command::StopFamilies, None);
    }

    /// How often marks were made or taken away.
    pub fn n_marked(&self) -> Memo<u32> {
        let session = self.session;
        Memo::new(move |_| session.with(|session| session.n_marked))
    }

    /// Shows an error that answers to nobody else.
    pub fn show(&self, report: ErrorReport) {
        self.session.update(|session| session.show(report, false));
    }

    async fn ask(
        &self,
        command: impl FnOnce(wiresift_engine::message::RequestId) -> Command,
    ) -> Result<Answer, RequestError> {
        self.ask_beside(None, command).await
    }

    /// Asks with a file beside the question.
    async fn ask_beside(
        &self,
        file: Option<File>,
        command: impl FnOnce(wiresift_engine::message::RequestId) -> Command,
    ) -> Result<Answer, RequestError> {
        let Some((request, answer)) = self.inner.try_update_value(|inner| inner.pending.ask()) else {
            return Err(RequestError::EngineLost);
        };
        self.send(command(request), file);
        match answer.await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(report)) => Err(RequestError::Failed(report)),
            Err(_) => Err(RequestError::EngineLost),
        }
    }

    fn start_job(&self, kind: JobKind) -> JobId {
        let number = self.inner.try_update_value(|inner| {
            inner.n_jobs += 1;
            inner.n_jobs
        });
        let id = JobId(number.unwrap_or_default());
        self.session.update(|session| session.start(id, kind));
        id
    }

    /// Sends when the page shows what it will do: a training's workers then keep the processor busy. What ends a job goes the same way,
    /// so that it never comes before what started it.
    fn send_once_shown(&self, command: Command) {
        let client = *self;
        queue::later(move || client.send(command, None));
    }

    fn send(&self, command: Command, file: Option<File>) {
        let is_ready = self
            .session
            .with_untracked(|session| session.engine == EngineStatus::Ready);
        let failure = self.inner.try_update_value(|inner| match &inner.worker {
            Some(worker) if is_ready => worker.post(&command, file.as_ref()).err(),
            _ => {
                inner.outbox.push((command, file));
                None
            }
        });
        if let Some(Some(message)) = failure {
            self.on_death(&message);
        }
    }

    /// The first words to a worker that listens: where the page is, and what waited.
    fn greet(&self) {
        let greeted = self
            .inner
            .try_with_value(|inner| inner.worker.as_ref().map_or(Ok(()), EngineWorker::introduce));
        if let Some(Err(message)) = greeted {
            self.on_death(&message);
            return;
        }
        for (command, file) in self
            .inner
            .try_update_value(|inner| std::mem::take(&mut inner.outbox))
            .unwrap_or_default()
        {
            self.send(command, file);
        }
    }

    fn spawn(self) {
        match EngineWorker::spawn(move |signal| self.on_signal(signal)) {
            Ok(worker) => {
                self.inner.try_update_value(|inner| inner.worker = Some(worker));
            }
            Err(message) => self.session.update(|session| session.lose_engine(&message, false)),
        }
    }

    fn on_signal(&self, signal: WorkerSignal) {
        match signal {
            WorkerSignal::Event(event) => self.on_event(event),
            WorkerSignal::Died(message) => self.on_death(&message),
        }
    }

    fn on_event(&self, event: Event) {
        let is_ready = matches!(event, Event::Ready { .. });
        let loaded = match &event {
            Event::Loaded { job, .. } => Some(*job),
            _ => None,
        };
        let rest = self.inner.try_update_value(|inner| {
            if is_ready {
                inner.n_failed_starts = 0;
            }
            inner.pending.answer(event)
        });
        if let Some(Some(Event::Live(event))) = rest {
            self.live().apply(*event);
        } else if let Some(Some(event)) = rest {
            self.session.update(|session| session.apply(event));
        }
        if is_ready {
            self.greet();
        }
        self.go_on_after(loaded);
    }

    /// Trains on what was loaded, where that was asked for together.
    fn go_on_after(&self, loaded: Option<JobId>) {
        let next = self
            .inner
            .try_update_value(|inner| inner.then_train.take_if(|(job, _)| Some(*job) == loaded));
        if let Some(Some((_, settings))) = next {
            self.train(settings);
            self.session.update(|session| session.go(Step::Train));
        }
    }

    /// Opens the case again that was open when the engine was lost, with a word on both.
    fn read_back(&self, case: &CaseInfo) {
        let notice = self.session.with_untracked(|session| session.notice.clone());
        self.open_case(case.id.clone(), case.name.clone());
        self.session.update(|session| {
            session.notice = notice.map(|mut notice| {
                let hint = "A fresh engine reads the case back as it was saved. A training that was running is to be started again.";
                notice.report.hint = Some(hint.to_owned());
                notice.lost_engine = false;
                notice
            });
        });
    }

    fn on_death(&self, message: &str) {
        let was_ready = self
            .session
            .with_untracked(|session| session.engine == EngineStatus::Ready);
        let replace = self.inner.try_update_value(|inner| {
            // Dropping the worker ends it, dropping the pending requests resolves them as lost.
            inner.worker = None;
            inner.outbox.clear();
            inner.then_train = None;
            inner.pending.clear();
            inner.n_failed_starts = if was_ready { 0 } else { inner.n_failed_starts + 1 };
            inner.n_failed_starts < MAX_FAILED_STARTS
        });
        let replace = replace.unwrap_or_default();
        let case = self.session.with_untracked(|session| session.case.open.clone());
        self.live().lose();
        self.session.update(|session| session.lose_engine(message, replace));
        if replace {
            self.spawn();
            if let Some(case) = case {
                self.read_back(&case);
            }
        }
    }
}

/// A file's size, which JavaScript keeps as a float.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a size is whole and not negative; `as` saturates"
)]
fn whole(size: f64) -> u64 {
    size as u64
}
