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
mod reports;
mod versions;
mod worker;

use leptos::prelude::*;
use web_sys::File;
use wiresift_engine::message::{
    CaseInfo, Command, Distribution, ErrorReport, Event, Explanation, FamilySummary, FeedbackAction, Filter,
    FilterCheck, Importance, IncidentAction, Incidents, JobId, MutePreview, Refinement, Role, RowDetail, RowPage,
    RowQuery, Scaling, Situation, Summary, TableSlot, Timeline, TrainingSettings, VoteParts,
};

pub use cases::is_case;
pub use classifier::is_classifier;
pub use pending::{Answer, RequestError};
pub use versions::is_model;

use crate::live::LiveState;
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
        self.send(Command::Train { job, settings }, None);
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
        self.send(Command::Cancel { job }, None);
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

    /// A page of ranked rows.
    ///
    /// # Errors
    /// [`RequestError`] if the engine cannot answer, or is lost before it does.
    pub async fn rows(&self, slot: TableSlot, query: RowQuery) -> Result<RowPage, RequestError> {
        match self.ask(|request| Command::Rows { request, slot, query }).await? {
            Answer::Rows(page) => Ok(page),
            _ => Err(RequestError::Mismatch),
        }
    }

    /// Everything about one row.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn row(&self, slot: TableSlot, row: u32) -> Result<RowDetail, RequestError> {
        match self.ask(|request| Command::Row { request, slot, row }).await? {
            Answer::Row(detail) => Ok(*detail),
            _ => Err(RequestError::Mismatch),
        }
    }

    /// Why a row is unusual.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn explain(&self, slot: TableSlot, row: u32) -> Result<Explanation, RequestError> {
        match self.ask(|request| Command::Explain { request, slot, row }).await? {
            Answer::Explained(explanation) => Ok(*explanation),
            _ => Err(RequestError::Mismatch),
        }
    }

    /// How a row's score adds up.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn vote_parts(&self, slot: TableSlot, row: u32) -> Result<VoteParts, RequestError> {
        match self.ask(|request| Command::VoteParts { request, slot, row }).await? {
            Answer::VoteParts(parts) => Ok(parts),
            _ => Err(RequestError::Mismatch),
        }
    }

    /// What a column is worth to the scores.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn importance(&self, slot: TableSlot, index: u32) -> Result<Importance, RequestError> {
        match self.ask(|request| Command::Importance { request, slot, index }).await? {
            Answer::Importance(importance) => Ok(importance),
            _ => Err(RequestError::Mismatch),
        }
    }

    /// Which attacks the rows that pass a filter look like; `None` while that is not known.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn families(&self, slot: TableSlot, filter: Filter) -> Result<Option<FamilySummary>, RequestError> {
        match self.ask(|request| Command::Families { request, slot, filter }).await? {
            Answer::Families(families) => Ok(families.map(|families| *families)),
            _ => Err(RequestError::Mismatch),
        }
    }

    /// Stops the naming of attacks.
    pub fn stop_families(&self) {
        self.send(Command::StopFamilies, None);
    }

    /// How a column's values spread over normal and anomalous rows.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn distribution(
        &self,
        slot: TableSlot,
        column: u32,
        filter: Filter,
    ) -> Result<Distribution, RequestError> {
        let question = |request| Command::Distribution {
            request,
            slot,
            column,
            filter,
        };
        match self.ask(question).await? {
            Answer::Distribution(distribution) => Ok(distribution),
            _ => Err(RequestError::Mismatch),
        }
    }

    /// What happened when, in bins of this width.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn timeline(
        &self,
        slot: TableSlot,
        filter: Filter,
        bin_seconds: Option<f64>,
    ) -> Result<Timeline, RequestError> {
        let question = |request| Command::Timeline {
            request,
            slot,
            filter,
            bin_seconds,
        };
        match self.ask(question).await? {
            Answer::Timeline(timeline) => Ok(timeline),
            _ => Err(RequestError::Mismatch),
        }
    }

    /// The result of the rows that pass a filter.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn summary(&self, slot: TableSlot, filter: Filter) -> Result<Summary, RequestError> {
        match self.ask(|request| Command::Summary { request, slot, filter }).await? {
            Answer::Summary(summary) => Ok(*summary),
            _ => Err(RequestError::Mismatch),
        }
    }

    /// Whether a filter is right, and what may stand after `cursor` bytes of it.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn check_filter(
        &self,
        slot: TableSlot,
        expression: String,
        cursor: u32,
    ) -> Result<FilterCheck, RequestError> {
        let question = |request| Command::CheckFilter {
            request,
            slot,
            expression,
            cursor,
        };
        match self.ask(question).await? {
            Answer::FilterChecked(check) => Ok(check),
            _ => Err(RequestError::Mismatch),
        }
    }

    /// A filter after a click on a cell, by its row and column.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn refine_filter(
        &self,
        slot: TableSlot,
        expression: String,
        (row, column): (u32, u32),
        refinement: Refinement,
    ) -> Result<String, RequestError> {
        let question = |request| Command::RefineFilter {
            request,
            slot,
            expression,
            row,
            column,
            refinement,
        };
        match self.ask(question).await? {
            Answer::FilterRefined(expression) => Ok(expression),
            _ => Err(RequestError::Mismatch),
        }
    }

    /// Tells the engine what the analyst does; the session then knows what came of it, and the answer says whether the
    /// ranking changed.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn feedback(&self, slot: TableSlot, action: FeedbackAction) -> Result<bool, RequestError> {
        let question = |request| Command::Feedback { request, slot, action };
        match self.ask(question).await? {
            Answer::Feedback { feedback, summary } => {
                let is_reranked = summary.is_some();
                self.session
                    .update(|session| session.on_feedback(slot, *feedback, summary.map(|summary| *summary)));
                Ok(is_reranked)
            }
            _ => Err(RequestError::Mismatch),
        }
    }

    /// What the traffic is, at a glance.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn situation(&self, slot: TableSlot, filter: Filter) -> Result<Situation, RequestError> {
        match self.ask(|request| Command::Situation { request, slot, filter }).await? {
            Answer::Situation(situation) => Ok(*situation),
            _ => Err(RequestError::Mismatch),
        }
    }

    /// What happened, after what the analyst does about it; with what a rule would mute, where that was asked.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn incidents(
        &self,
        slot: TableSlot,
        action: IncidentAction,
    ) -> Result<(Incidents, Option<MutePreview>), RequestError> {
        match self.ask(|request| Command::Incidents { request, slot, action }).await? {
            Answer::Incidents(incidents, preview) => Ok((*incidents, preview.map(|preview| *preview))),
            _ => Err(RequestError::Mismatch),
        }
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

    /// The anomalies as a CSV file: its name, without a time, and its bytes.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn report(&self, slot: TableSlot, filter: Filter) -> Result<(String, Vec<u8>), RequestError> {
        match self.ask(|request| Command::Report { request, slot, filter }).await? {
            Answer::Report { file_name, bytes } => Ok((file_name, bytes)),
            _ => Err(RequestError::Mismatch),
        }
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
