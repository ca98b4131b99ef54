//! What a page asks of its engine.

use serde::{Deserialize, Serialize};

use super::{
    CaseId, ClassifierAction, ClassifierSettings, FeedbackAction, Filter, IncidentAction, JobId, LiveCommand,
    PacketChoice, PageNotes, Refinement, ReportOptions, RequestId, Role, RowQuery, Scaling, TableSlot,
    TrainingSettings, VersionId,
};

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
    /// Trains a classifier that names attacks on the training table. Ends with [`super::Event::Taught`].
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
    /// Asks for everything about the flow that a live alert is worst by; answered by [`super::Event::Row`].
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
        /// Named by the answer, an [`super::Event::Report`].
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
    /// Reads a case back, in place of the session. Ends with [`super::Event::CaseOpened`].
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
    /// Compares two versions, scoring first what they have not. Ends with [`super::Event::Compared`].
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
