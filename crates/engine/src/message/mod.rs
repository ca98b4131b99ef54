//! What a page and its engine say to each other: [`Command`] in, [`Event`] out.
//!
//! Both are closed enums, matched without `_`, so that a forgotten message does not compile. The types are plain and small
//! (aggregates and pages of rows, never the data); ratios are in `0..=1`, times in seconds, indices count from 0.
//! A worker that starts says [`Event::Ready`]; what is sent to it before that may be lost.

mod as_json;
mod capture;
mod case;
mod classifier;
mod command;
mod error;
mod event;
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
pub use command::Command;
pub use error::{ErrorKind, ErrorReport};
pub use event::Event;
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
