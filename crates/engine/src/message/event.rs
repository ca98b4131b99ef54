//! What an engine tells its page.

use serde::{Deserialize, Serialize};

use super::{
    CaseInfo, CaseList, ClassifierView, Distribution, ErrorReport, Explanation, FamilyState, FamilySummary, Feedback,
    FilterCheck, Importance, Incidents, JobId, LiveEvent, MutePreview, Overview, PacketExport, PageNotes, Progress,
    RequestId, RowDetail, RowPage, Situation, Summary, TableSlot, Timeline, VersionComparison, VersionList, VoteParts,
};

/// What the engine answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The engine listens.
    Ready {
        /// Its [`super::PROTOCOL_VERSION`].
        version: u32,
    },
    /// A job goes on.
    Progress {
        /// The job.
        job: JobId,
        /// How far it is.
        progress: Progress,
    },
    /// A table was read. The end of an [`super::Command::Open`], unless the table is scored next.
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
    /// A table was scored. The end of a [`super::Command::Train`] is the one for the training table; one for the test table comes before it.
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
    /// Answers [`super::Command::Families`].
    FamiliesOf {
        /// The request.
        request: RequestId,
        /// The rows' families; `None` while they are not known.
        families: Option<Box<FamilySummary>>,
    },
    /// A classifier was trained: the end of a [`super::Command::Teach`].
    Taught {
        /// The job.
        job: JobId,
        /// What came of it.
        view: Box<ClassifierView>,
    },
    /// Answers [`super::Command::Classifier`] and [`super::Command::ImportClassifier`].
    Classifier {
        /// The request.
        request: RequestId,
        /// The classifier as it is now.
        view: Box<ClassifierView>,
    },
    /// Answers [`super::Command::Rows`].
    Rows {
        /// The request.
        request: RequestId,
        /// The rows.
        page: RowPage,
    },
    /// Answers [`super::Command::Row`].
    Row {
        /// The request.
        request: RequestId,
        /// The row.
        detail: Box<RowDetail>,
    },
    /// Answers [`super::Command::Explain`].
    Explained {
        /// The request.
        request: RequestId,
        /// Why.
        explanation: Box<Explanation>,
    },
    /// Answers [`super::Command::Distribution`].
    Distribution {
        /// The request.
        request: RequestId,
        /// The column's values.
        distribution: Distribution,
    },
    /// Answers [`super::Command::Timeline`].
    Timeline {
        /// The request.
        request: RequestId,
        /// The bins.
        timeline: Timeline,
    },
    /// Answers [`super::Command::Summary`].
    Summary {
        /// The request.
        request: RequestId,
        /// The result, as if there were no other rows; its seconds are those of the whole.
        summary: Box<Summary>,
    },
    /// Answers [`super::Command::CheckFilter`].
    FilterChecked {
        /// The request.
        request: RequestId,
        /// What there is to say.
        check: FilterCheck,
    },
    /// Answers [`super::Command::RefineFilter`].
    FilterRefined {
        /// The request.
        request: RequestId,
        /// The expression as it is now.
        expression: String,
    },
    /// Answers [`super::Command::Feedback`].
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
    /// Answers [`super::Command::VoteParts`].
    VoteParts {
        /// The request.
        request: RequestId,
        /// How it adds up.
        parts: VoteParts,
    },
    /// Answers [`super::Command::Importance`].
    Importance {
        /// The request.
        request: RequestId,
        /// The column.
        importance: Importance,
    },
    /// Live analysis.
    Live(Box<LiveEvent>),
    /// Answers [`super::Command::Situation`].
    Situation {
        /// The request.
        request: RequestId,
        /// What the traffic is.
        situation: Box<Situation>,
    },
    /// Answers [`super::Command::Incidents`].
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
    /// Answers [`super::Command::Report`] and [`super::Command::WriteReport`].
    Report {
        /// The request.
        request: RequestId,
        /// A name without a time in it; who saves the file adds one.
        file_name: String,
        /// The file.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
    },
    /// Answers [`super::Command::ExportPackets`].
    Packets {
        /// The request.
        request: RequestId,
        /// The packets.
        export: PacketExport,
    },
    /// Answers [`super::Command::ListCases`], and whatever changes the list.
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
    /// Answers [`super::Command::Versions`], and whatever changes the list.
    Versions {
        /// The request.
        request: RequestId,
        /// The versions.
        list: VersionList,
    },
    /// Two versions were compared: the end of a [`super::Command::CompareVersions`].
    Compared {
        /// The job.
        job: JobId,
        /// How they differ.
        comparison: Box<VersionComparison>,
    },
    /// Answers [`super::Command::ExportCase`], [`super::Command::ExportVersion`] and [`super::Command::ExportClassifier`].
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
