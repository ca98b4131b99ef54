//! Questions on their way.

use std::collections::BTreeMap;

use futures_channel::oneshot;
use wiresift_engine::message::{
    CaseList, ClassifierView, Distribution, ErrorReport, Event, Explanation, FamilySummary, Feedback, FilterCheck,
    Importance, Incidents, MutePreview, PacketExport, RequestId, RowDetail, RowPage, Situation, Summary, Timeline,
    VersionList, VoteParts,
};

/// What an engine says to a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// To a question for rows.
    Rows(RowPage),
    /// To a question for one row.
    Row(Box<RowDetail>),
    /// To a question for a column's values.
    Distribution(Distribution),
    /// To a question for the timeline.
    Timeline(Timeline),
    /// To a question for the result of some rows.
    Summary(Box<Summary>),
    /// To a question why.
    Explained(Box<Explanation>),
    /// To a question how a score adds up.
    VoteParts(VoteParts),
    /// To a question for the attacks that some rows look like.
    Families(Option<Box<FamilySummary>>),
    /// To a question what a column is worth.
    Importance(Importance),
    /// To a filter that is typed.
    FilterChecked(FilterCheck),
    /// To a filter that a cell changes.
    FilterRefined(String),
    /// To the analyst's feedback.
    Feedback {
        /// All feedback on the table.
        feedback: Box<Feedback>,
        /// The result as it is now, where the ranking changed.
        summary: Option<Box<Summary>>,
    },
    /// To a question for the cases.
    Cases(CaseList),
    /// To a question for the classifier, and to what changes it.
    Classifier(Box<ClassifierView>),
    /// To a question for the versions.
    Versions(VersionList),
    /// To a question for a case's or a version's file.
    File {
        /// Without a time in it.
        file_name: String,
        /// The file.
        bytes: Vec<u8>,
    },
    /// To a question for the overview.
    Situation(Box<Situation>),
    /// To what the analyst does about incidents.
    Incidents(Box<Incidents>, Option<Box<MutePreview>>),
    /// To a question for packets.
    Packets(PacketExport),
    /// To a question for the report.
    Report {
        /// Without a time in it.
        file_name: String,
        /// The file.
        bytes: Vec<u8>,
    },
}

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestError {
    /// The engine says why.
    Failed(ErrorReport),
    /// The engine died first; the page says so elsewhere.
    EngineLost,
    /// The answer belongs to another question: a fault of the engine.
    Mismatch,
}

impl RequestError {
    /// In a sentence.
    pub fn message(&self) -> String {
        match self {
            Self::Failed(report) => report.message.clone(),
            Self::EngineLost => "The engine stopped before it answered.".to_owned(),
            Self::Mismatch => "The engine gave an answer to another question.".to_owned(),
        }
    }
}

type Waiting = oneshot::Sender<Result<Answer, ErrorReport>>;

/// The questions without an answer yet.
#[derive(Default)]
pub(super) struct Pending {
    n_requests: u32,
    waiting: BTreeMap<RequestId, Waiting>,
}

impl Pending {
    /// A new question's id, and where its answer will arrive.
    pub(super) fn ask(&mut self) -> (RequestId, oneshot::Receiver<Result<Answer, ErrorReport>>) {
        self.waiting.retain(|_, sender| !sender.is_canceled());
        self.n_requests += 1;
        let id = RequestId(self.n_requests);
        let (sender, receiver) = oneshot::channel();
        self.waiting.insert(id, sender);
        (id, receiver)
    }

    /// Hands an answer to who asked; gives back an event that is none. An answer that nobody waits for is dropped.
    pub(super) fn answer(&mut self, event: Event) -> Option<Event> {
        let (request, answer) = match event {
            Event::Rows { request, page } => (request, Ok(Answer::Rows(page))),
            Event::Row { request, detail } => (request, Ok(Answer::Row(detail))),
            Event::Distribution { request, distribution } => (request, Ok(Answer::Distribution(distribution))),
            Event::Timeline { request, timeline } => (request, Ok(Answer::Timeline(timeline))),
            Event::Summary { request, summary } => (request, Ok(Answer::Summary(summary))),
            Event::Explained { request, explanation } => (request, Ok(Answer::Explained(explanation))),
            Event::VoteParts { request, parts } => (request, Ok(Answer::VoteParts(parts))),
            Event::FamiliesOf { request, families } => (request, Ok(Answer::Families(families))),
            Event::Importance { request, importance } => (request, Ok(Answer::Importance(importance))),
            Event::FilterChecked { request, check } => (request, Ok(Answer::FilterChecked(check))),
            Event::FilterRefined { request, expression } => (request, Ok(Answer::FilterRefined(expression))),
            Event::Feedback {
                request,
                slot: _,
                feedback,
                summary,
            } => (request, Ok(Answer::Feedback { feedback, summary })),
            Event::Situation { request, situation } => (request, Ok(Answer::Situation(situation))),
            Event::Incidents {
                request,
                slot: _,
                incidents,
                preview,
            } => (request, Ok(Answer::Incidents(incidents, preview))),
            Event::Report {
                request,
                file_name,
                bytes,
            } => (request, Ok(Answer::Report { file_name, bytes })),
            Event::Packets { request, export } => (request, Ok(Answer::Packets(export))),
            Event::Cases { request, list } => (request, Ok(Answer::Cases(list))),
            Event::Classifier { request, view } => (request, Ok(Answer::Classifier(view))),
            Event::Versions { request, list } => (request, Ok(Answer::Versions(list))),
            Event::Exported {
                request,
                file_name,
                bytes,
            } => (request, Ok(Answer::File { file_name, bytes })),
            Event::Failed {
                request: Some(request),
                job: None,
                report,
            } => (request, Err(report)),
            other => return Some(other),
        };
        if let Some(sender) = self.waiting.remove(&request) {
            // The one who asked may have lost interest.
            drop(sender.send(answer));
        }
        None
    }

    /// Resolves all of them as lost.
    pub(super) fn clear(&mut self) {
        self.waiting.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wiresift_engine::message::ErrorKind;

    fn page(offset: u64) -> RowPage {
        RowPage {
            offset,
            n_total: 3,
            rows: Vec::new(),
        }
    }

    #[test]
    fn answers_reach_who_asked_in_any_order() {
        let mut pending = Pending::default();
        let (first, mut first_answer) = pending.ask();
        let (second, mut second_answer) = pending.ask();
        assert_eq!(
            pending.answer(Event::Rows {
                request: second,
                page: page(2)
            }),
            None
        );
        assert_eq!(first_answer.try_recv(), Ok(None));
        assert_eq!(second_answer.try_recv(), Ok(Some(Ok(Answer::Rows(page(2))))));
        pending.answer(Event::Rows {
            request: first,
            page: page(1),
        });
        assert_eq!(first_answer.try_recv(), Ok(Some(Ok(Answer::Rows(page(1))))));
    }

    #[test]
    fn a_failure_is_an_answer() {
        let mut pending = Pending::default();
        let (request, mut answer) = pending.ask();
        let report = ErrorReport {
            kind: ErrorKind::Bug,
            message: "no".to_owned(),
            hint: None,
        };
        assert_eq!(
            pending.answer(Event::Failed {
                job: None,
                request: Some(request),
                report: report.clone()
            }),
            None
        );
        assert_eq!(answer.try_recv(), Ok(Some(Err(report))));
    }

    #[test]
    fn late_answers_are_dropped_and_other_events_pass() {
        let mut pending = Pending::default();
        let (request, answer) = pending.ask();
        drop(answer);
        let (_second, _kept) = pending.ask();
        assert_eq!(
            pending.waiting.len(),
            1,
            "a question that nobody waits for is forgotten"
        );
        assert_eq!(pending.answer(Event::Rows { request, page: page(0) }), None);
        assert_eq!(pending.answer(Event::TestClosed), Some(Event::TestClosed));
    }

    #[test]
    fn a_lost_engine_resolves_all() {
        let mut pending = Pending::default();
        let (_, mut answer) = pending.ask();
        pending.clear();
        assert_eq!(answer.try_recv(), Err(oneshot::Canceled));
    }
}
