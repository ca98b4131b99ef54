//! What a page and its engine say to each other: [`Command`] in, [`Event`] out.
//!
//! Both are closed enums, matched without `_`, so that a forgotten message does not compile. The types are plain and small
//! (aggregates and pages of rows, never the data); ratios are in `0..=1`, times in seconds, indices count from 0.
//! A worker that starts says [`Event::Ready`]; what is sent to it before that may be lost.

mod capture;
mod case;
mod classifier;
mod error;
mod explanation;
mod family;
mod feedback;
mod filter;
mod importance;
mod incident;
mod live;
mod noun;
mod overview;
mod progress;
mod report;
mod result;
mod rows;
mod settings;
mod situation;
mod timeline;
mod version;

use serde::{Deserialize, Serialize};
pub use wiresift_detect::Severity;
pub use wiresift_table::{Role, Scaling};

pub use capture::{
    CaptureProgress, CaptureSummary, EndedFlow, Explained, FlowDetail, Share, SkippedPackets, Talker, TracePoint,
};
pub use case::{CaseId, CaseInfo, CaseList, PageNotes, StorageInfo};
pub use classifier::{
    Bin, ClassMetrics, ClassWeights, ClassifierAction, ClassifierInfo, ClassifierSettings, ClassifierView, Evaluation,
    JudgeInfo, JudgeKind, LearnPart, TaughtClass, Unscaled,
};
pub use error::{ErrorKind, ErrorReport};
pub use explanation::{Change, DetectorReasons, Differing, Explanation, Reason, SimilarRow, VotePart, VoteParts};
pub use family::{FamilyCount, FamilyState, FamilySummary, RiskLevel, RowFamily};
pub use feedback::{Difference, Feedback, FeedbackAction, FeedbackStep, Judgement, Mark, StepKind};
pub use filter::{Filter, FilterCheck, FilterProblem, FilterProposal, Refinement, TimeRange};
pub use importance::{Importance, ImportanceMeasure, ImportanceValue};
pub use incident::{
    EvidenceNumber, Incident, IncidentAction, IncidentStatus, Incidents, MutePreview, MuteRule, MuteScope,
    TechniqueName, Threat,
};
pub use live::{
    ActiveFlow, Alert, BaselineGoal, Capturing, DEFAULT_PORT, Drift, Drops, Interface, LiveCommand, LiveCounts,
    LiveEvent, LiveLink, LivePhase, LiveRate, LiveSettings, LiveShare, LiveView, Sidecar, SidecarHealth, Source,
    StartOptions, Usage,
};
pub use noun::Noun;
pub use overview::{ColumnKind, ColumnOverview, LabelCount, NumberSummary, Overview};
pub use progress::{Epoch, Progress, Stage};
pub use report::{PacketChoice, PacketExport, ReportFormat, ReportOptions, ReportScope};
pub use result::{Curve, DetectorSummary, Histogram, LabelResult, Metrics, Seconds, Summary};
pub use rows::{DetailCell, Distribution, RowDetail, RowPage, RowQuery, RowSummary, RowVerdict, SortKey, Verdict};
pub use settings::{
    AutoencoderSettings, DetectorKind, IsolationForestSettings, LocalOutlierFactorSettings, NeuralBackend,
    OneClassSvmSettings, TrainOn, TrainingSettings,
};
pub use situation::{FeatureMap, GraphEdge, GraphNode, HostGraph, MapPoint, Portion, Situation};
pub use timeline::{Timeline, TimelineBin};
pub use version::{RowContrast, VersionComparison, VersionId, VersionInfo, VersionList, VersionSide, VersionSource};

/// Changes with every change of a message; page and worker of different versions refuse each other.
pub const PROTOCOL_VERSION: u32 = 11;

/// One long command, from its sending until its last event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct JobId(pub u32);

/// One question, so that late answers are recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RequestId(pub u32);

/// Which of the session's two tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TableSlot {
    /// The table that the detectors are fitted on; it is scored, too.
    Training,
    /// A second table of the same columns, only scored.
    Test,
}

/// What the page asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Reads the file that travels beside this message. The table in the slot is replaced when (and only when) the read succeeds.
    Open {
        /// The job that progress and result will name.
        job: JobId,
        /// Where the table goes. A test table opened after a training is scored at once.
        slot: TableSlot,
        /// The file's name.
        name: String,
        /// The file's size, for progress.
        size_bytes: u64,
        /// For a capture: which of its flows are attacks, as a CSV file (see `wiresift_table::flows::TruthRules`).
        truth: Option<String>,
    },
    /// Forgets the test table.
    CloseTest,
    /// Changes what a column is used for, before a training.
    SetColumn {
        /// The column's index.
        column: u32,
        /// Its new role.
        role: Role,
        /// How it is scaled; `None` leaves that to the engine.
        scaling: Option<Scaling>,
    },
    /// Says which label values are normal; every other one is an attack.
    SetNormalLabels {
        /// The normal values, as they stand in the table.
        labels: Vec<String>,
    },
    /// Encodes the training table, fits every chosen detector and scores what is loaded.
    Train {
        /// The job that progress and result will name.
        job: JobId,
        /// What to fit, and how.
        settings: TrainingSettings,
    },
    /// Trains a classifier that names attacks on the training table. Ends with [`Event::Taught`].
    Teach {
        /// The job that progress and result will name.
        job: JobId,
        /// How.
        settings: ClassifierSettings,
    },
    /// Asks for the classifier, or changes it.
    Classifier {
        /// Named by the answer.
        request: RequestId,
        /// What is wanted.
        action: ClassifierAction,
    },
    /// Asks for the classifier that names the rows as one file.
    ExportClassifier {
        /// Named by the answer.
        request: RequestId,
    },
    /// Takes the classifier in the file that travels beside this message. Answered as [`Command::Classifier`].
    ImportClassifier {
        /// Named by the answer.
        request: RequestId,
    },
    /// Stops a job; what was there before it stays.
    Cancel {
        /// The job to stop.
        job: JobId,
    },
    /// Asks for a page of rows.
    Rows {
        /// Named by the answer.
        request: RequestId,
        /// The table.
        slot: TableSlot,
        /// Which rows, in which order.
        query: RowQuery,
    },
    /// Asks for everything about one row.
    Row {
        /// Named by the answer.
        request: RequestId,
        /// The table.
        slot: TableSlot,
        /// The row's index in the table.
        row: u32,
    },
    /// Asks why a row is unusual.
    Explain {
        /// Named by the answer.
        request: RequestId,
        /// The table.
        slot: TableSlot,
        /// The row's index in the table.
        row: u32,
    },
    /// Asks how a column's values spread over normal and anomalous rows.
    Distribution {
        /// Named by the answer.
        request: RequestId,
        /// The table.
        slot: TableSlot,
        /// The column's index.
        column: u32,
        /// The rows to count.
        filter: Filter,
    },
    /// Asks what happened when.
    Timeline {
        /// Named by the answer.
        request: RequestId,
        /// The table.
        slot: TableSlot,
        /// The rows to count; its time is the stretch that is shown.
        filter: Filter,
        /// Width of a bin; `None` leaves it to the engine.
        bin_seconds: Option<f64>,
    },
    /// Asks for the result of some of the rows.
    Summary {
        /// Named by the answer.
        request: RequestId,
        /// The table.
        slot: TableSlot,
        /// The rows.
        filter: Filter,
    },
    /// Asks whether an expression is right, and what may stand at the cursor.
    CheckFilter {
        /// Named by the answer.
        request: RequestId,
        /// The table.
        slot: TableSlot,
        /// What is typed so far.
        expression: String,
        /// Bytes before the cursor.
        cursor: u32,
    },
    /// Asks for an expression that has to do with a cell.
    RefineFilter {
        /// Named by the answer.
        request: RequestId,
        /// The table.
        slot: TableSlot,
        /// The expression so far.
        expression: String,
        /// The cell's row.
        row: u32,
        /// The cell's column.
        column: u32,
        /// What the cell does to it.
        refinement: Refinement,
    },
    /// Says what the analyst thinks of rows, or asks what was said so far.
    Feedback {
        /// Named by the answer.
        request: RequestId,
        /// The table.
        slot: TableSlot,
        /// What the analyst does.
        action: FeedbackAction,
    },
    /// Asks how a row's score adds up.
    VoteParts {
        /// Named by the answer.
        request: RequestId,
        /// The table.
        slot: TableSlot,
        /// The row's index in the table.
        row: u32,
    },
    /// Asks what a column is worth to the scores.
    Importance {
        /// Named by the answer.
        request: RequestId,
        /// The table.
        slot: TableSlot,
        /// Which of the columns that are scored, from 0.
        index: u32,
    },
    /// Asks which attacks some of the rows look like.
    Families {
        /// Named by the answer.
        request: RequestId,
        /// The table.
        slot: TableSlot,
        /// The rows.
        filter: Filter,
    },
    /// Live analysis.
    Live(LiveCommand),
    /// Asks for everything about the flow that a live alert is worst by; answered by [`Event::Row`].
    LiveAlert {
        /// Named by the answer.
        request: RequestId,
        /// The alert.
        alert: u64,
    },
    /// Asks what the traffic is, at a glance.
    Situation {
        /// Named by the answer.
        request: RequestId,
        /// The table.
        slot: TableSlot,
        /// The rows.
        filter: Filter,
    },
    /// Asks what happened, or says what the analyst makes of it.
    Incidents {
        /// Named by the answer.
        request: RequestId,
        /// The table.
        slot: TableSlot,
        /// What the analyst does.
        action: IncidentAction,
    },
    /// Stops the naming of attacks.
    StopFamilies,
    /// Asks for the anomalies as a CSV file.
    Report {
        /// Named by the answer.
        request: RequestId,
        /// The table.
        slot: TableSlot,
        /// The rows to choose from.
        filter: Filter,
    },
    /// Asks for what was found as a file.
    WriteReport {
        /// Named by the answer, an [`Event::Report`].
        request: RequestId,
        /// The table.
        slot: TableSlot,
        /// Which report.
        options: Box<ReportOptions>,
    },
    /// Asks for packets of the capture, whose file travels beside this message.
    ExportPackets {
        /// Named by the answer.
        request: RequestId,
        /// The table.
        slot: TableSlot,
        /// Which packets.
        choice: PacketChoice,
        /// The file's name.
        name: String,
    },
    /// Asks for the cases that are kept.
    ListCases {
        /// Named by the answer.
        request: RequestId,
    },
    /// Reads a case back, in place of the session. Ends with [`Event::CaseOpened`].
    OpenCase {
        /// The job that progress and result will name.
        job: JobId,
        /// The case.
        id: CaseId,
    },
    /// Reads a case from the file that travels beside this message, and keeps it as a new one. Ends as [`Command::OpenCase`].
    ImportCase {
        /// The job that progress and result will name.
        job: JobId,
    },
    /// Calls a case otherwise. Answered with the list.
    RenameCase {
        /// Named by the answer.
        request: RequestId,
        /// The case.
        id: CaseId,
        /// Its new name.
        name: String,
    },
    /// Forgets a case for good. Answered with the list.
    DeleteCase {
        /// Named by the answer.
        request: RequestId,
        /// The case.
        id: CaseId,
    },
    /// Asks for a case as one file.
    ExportCase {
        /// Named by the answer.
        request: RequestId,
        /// The case.
        id: CaseId,
        /// Whether addresses and names are replaced, under a key that nobody keeps.
        pseudonymise: bool,
    },
    /// Keeps with the case what the page wants to find again.
    SetPage {
        /// All of it.
        page: Box<PageNotes>,
    },
    /// Tries again to save what could not be saved.
    SaveCase,
    /// Asks what was trained so far.
    Versions {
        /// Named by the answer.
        request: RequestId,
    },
    /// Calls a version otherwise. Answered with the list.
    RenameVersion {
        /// Named by the answer.
        request: RequestId,
        /// The version.
        id: VersionId,
        /// Its new name.
        name: String,
    },
    /// Forgets a version for good. Answered with the list.
    DeleteVersion {
        /// Named by the answer.
        request: RequestId,
        /// The version.
        id: VersionId,
    },
    /// Asks for a version as one file.
    ExportVersion {
        /// Named by the answer.
        request: RequestId,
        /// The version.
        id: VersionId,
    },
    /// Adds the version in the file that travels beside this message. Answered with the list.
    ImportVersion {
        /// Named by the answer.
        request: RequestId,
    },
    /// Makes the results those of a version. Ends as [`Command::Train`].
    UseVersion {
        /// The job that progress and result will name.
        job: JobId,
        /// The version.
        id: VersionId,
    },
    /// Compares two versions, scoring first what they have not. Ends with [`Event::Compared`].
    CompareVersions {
        /// The job that progress and result will name.
        job: JobId,
        /// The one.
        a: VersionId,
        /// The other.
        b: VersionId,
        /// The table.
        slot: TableSlot,
    },
}

/// What the engine answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The engine listens.
    Ready {
        /// Its [`PROTOCOL_VERSION`].
        version: u32,
    },
    /// A job goes on.
    Progress {
        /// The job.
        job: JobId,
        /// How far it is.
        progress: Progress,
    },
    /// A table was read. The end of an [`Command::Open`], unless the table is scored next.
    Loaded {
        /// The job.
        job: JobId,
        /// Where the table is now.
        slot: TableSlot,
        /// What is in it.
        overview: Overview,
        /// Whether [`Event::Scored`] of the same job follows.
        scoring: bool,
    },
    /// The training table's columns or labels were edited.
    Edited {
        /// The table as it is now.
        overview: Overview,
    },
    /// The test table was forgotten.
    TestClosed,
    /// A table was scored. The end of a [`Command::Train`] is the one for the training table; one for the test table comes before it.
    Scored {
        /// The job.
        job: JobId,
        /// The table.
        slot: TableSlot,
        /// The result.
        summary: Box<Summary>,
    },
    /// A job was stopped on request.
    Cancelled {
        /// The job.
        job: JobId,
    },
    /// A job or a request came to nothing; everything loaded before is still there.
    Failed {
        /// The job, if it was one.
        job: Option<JobId>,
        /// The request, if it was one.
        request: Option<RequestId>,
        /// What went wrong, where, and what to do.
        report: ErrorReport,
    },
    /// How far the naming of attacks is, after a table was scored. Nobody asks for it.
    Families {
        /// The table.
        slot: TableSlot,
        /// How far.
        state: FamilyState,
    },
    /// Answers [`Command::Families`].
    FamiliesOf {
        /// The request.
        request: RequestId,
        /// The rows' families; `None` while they are not known.
        families: Option<Box<FamilySummary>>,
    },
    /// A classifier was trained: the end of a [`Command::Teach`].
    Taught {
        /// The job.
        job: JobId,
        /// What came of it.
        view: Box<ClassifierView>,
    },
    /// Answers [`Command::Classifier`] and [`Command::ImportClassifier`].
    Classifier {
        /// The request.
        request: RequestId,
        /// The classifier as it is now.
        view: Box<ClassifierView>,
    },
    /// Answers [`Command::Rows`].
    Rows {
        /// The request.
        request: RequestId,
        /// The rows.
        page: RowPage,
    },
    /// Answers [`Command::Row`].
    Row {
        /// The request.
        request: RequestId,
        /// The row.
        detail: Box<RowDetail>,
    },
    /// Answers [`Command::Explain`].
    Explained {
        /// The request.
        request: RequestId,
        /// Why.
        explanation: Box<Explanation>,
    },
    /// Answers [`Command::Distribution`].
    Distribution {
        /// The request.
        request: RequestId,
        /// The column's values.
        distribution: Distribution,
    },
    /// Answers [`Command::Timeline`].
    Timeline {
        /// The request.
        request: RequestId,
        /// The bins.
        timeline: Timeline,
    },
    /// Answers [`Command::Summary`].
    Summary {
        /// The request.
        request: RequestId,
        /// The result, as if there were no other rows; its seconds are those of the whole.
        summary: Box<Summary>,
    },
    /// Answers [`Command::CheckFilter`].
    FilterChecked {
        /// The request.
        request: RequestId,
        /// What there is to say.
        check: FilterCheck,
    },
    /// Answers [`Command::RefineFilter`].
    FilterRefined {
        /// The request.
        request: RequestId,
        /// The expression as it is now.
        expression: String,
    },
    /// Answers [`Command::Feedback`].
    Feedback {
        /// The request.
        request: RequestId,
        /// The table.
        slot: TableSlot,
        /// All feedback on it.
        feedback: Box<Feedback>,
        /// The result as it is now, where the ranking changed.
        summary: Option<Box<Summary>>,
    },
    /// Answers [`Command::VoteParts`].
    VoteParts {
        /// The request.
        request: RequestId,
        /// How it adds up.
        parts: VoteParts,
    },
    /// Answers [`Command::Importance`].
    Importance {
        /// The request.
        request: RequestId,
        /// The column.
        importance: Importance,
    },
    /// Live analysis.
    Live(Box<LiveEvent>),
    /// Answers [`Command::Situation`].
    Situation {
        /// The request.
        request: RequestId,
        /// What the traffic is.
        situation: Box<Situation>,
    },
    /// Answers [`Command::Incidents`].
    Incidents {
        /// The request.
        request: RequestId,
        /// The table.
        slot: TableSlot,
        /// What happened.
        incidents: Box<Incidents>,
        /// What a rule would mute, where that was asked.
        preview: Option<Box<MutePreview>>,
    },
    /// Answers [`Command::Report`] and [`Command::WriteReport`].
    Report {
        /// The request.
        request: RequestId,
        /// A name without a time in it; who saves the file adds one.
        file_name: String,
        /// The file.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
    },
    /// Answers [`Command::ExportPackets`].
    Packets {
        /// The request.
        request: RequestId,
        /// The packets.
        export: PacketExport,
    },
    /// Answers [`Command::ListCases`], and whatever changes the list.
    Cases {
        /// The request.
        request: RequestId,
        /// The cases.
        list: CaseList,
    },
    /// A case was read back: the end of its job. Its tables ([`Event::Loaded`]) and results ([`Event::Scored`]) came before.
    CaseOpened {
        /// The job.
        job: JobId,
        /// The case; a new one where another tab has the one that was asked for.
        case: Box<CaseInfo>,
        /// What the page kept with it.
        page: Box<PageNotes>,
        /// Whether this is a copy, because another tab has the case open.
        is_copy: bool,
        /// What could not be had, in sentences.
        warnings: Vec<String>,
    },
    /// All of the open case is in the storage.
    CaseSaved {
        /// The case.
        case: Box<CaseInfo>,
    },
    /// Some of the open case is in this tab alone.
    CaseUnsaved {
        /// Why, and what to do.
        report: ErrorReport,
        /// Whether room would help.
        is_full: bool,
    },
    /// Answers [`Command::Versions`], and whatever changes the list.
    Versions {
        /// The request.
        request: RequestId,
        /// The versions.
        list: VersionList,
    },
    /// Two versions were compared: the end of a [`Command::CompareVersions`].
    Compared {
        /// The job.
        job: JobId,
        /// How they differ.
        comparison: Box<VersionComparison>,
    },
    /// Answers [`Command::ExportCase`], [`Command::ExportVersion`] and [`Command::ExportClassifier`].
    Exported {
        /// The request.
        request: RequestId,
        /// A name without a time in it; who saves the file adds one.
        file_name: String,
        /// The file.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
    },
}
