//! Questions and their answers, for shells that pass messages on.

use crate::message::{Command, ErrorReport, Event, Filter, RequestId, TableSlot};
use crate::session::Session;

/// The answer to a question.
pub struct Answered {
    /// The question.
    pub request: RequestId,
    /// The answer.
    pub answer: Result<Event, ErrorReport>,
}

impl Session {
    /// Answers a question; `None` for commands that are none.
    #[expect(clippy::too_many_lines, reason = "an arm a question, and no work in any")]
    pub fn answer(&mut self, command: Command) -> Option<Answered> {
        let (request, answer) = match command {
            Command::Rows { request, slot, query } => {
                let page = self.rows(slot, &query);
                (request, page.map(|page| Event::Rows { request, page }))
            }
            Command::Row { request, slot, row } => {
                let detail = self.row(slot, row).map(Box::new);
                (request, detail.map(|detail| Event::Row { request, detail }))
            }
            Command::Explain { request, slot, row } => {
                let explanation = self.explain(slot, row).map(Box::new);
                (
                    request,
                    explanation.map(|explanation| Event::Explained { request, explanation }),
                )
            }
            Command::Distribution {
                request,
                slot,
                column,
                filter,
            } => {
                let distribution = self.distribution(slot, column, &filter);
                (
                    request,
                    distribution.map(|distribution| Event::Distribution { request, distribution }),
                )
            }
            Command::Timeline {
                request,
                slot,
                filter,
                bin_seconds,
            } => {
                let timeline = self.timeline(slot, &filter, bin_seconds);
                (request, timeline.map(|timeline| Event::Timeline { request, timeline }))
            }
            Command::Summary { request, slot, filter } => {
                let summary = self.summary(slot, &filter).map(Box::new);
                (request, summary.map(|summary| Event::Summary { request, summary }))
            }
            Command::CheckFilter {
                request,
                slot,
                expression,
                cursor,
            } => {
                let check = self.check_filter(slot, &expression, cursor);
                (request, check.map(|check| Event::FilterChecked { request, check }))
            }
            Command::RefineFilter {
                request,
                slot,
                expression,
                row,
                column,
                refinement,
            } => {
                let refined = self.refine_filter(slot, &expression, (row, column), refinement);
                (
                    request,
                    refined.map(|expression| Event::FilterRefined { request, expression }),
                )
            }
            Command::Feedback { request, slot, action } => {
                let heard = self.feedback(slot, action);
                let event = |(feedback, summary): (_, Option<_>)| Event::Feedback {
                    request,
                    slot,
                    feedback: Box::new(feedback),
                    summary: summary.map(Box::new),
                };
                (request, heard.map(event))
            }
            Command::VoteParts { request, slot, row } => {
                let parts = self.vote_parts(slot, row);
                (request, parts.map(|parts| Event::VoteParts { request, parts }))
            }
            Command::Importance { request, slot, index } => {
                let importance = self.importance(slot, index);
                (
                    request,
                    importance.map(|importance| Event::Importance { request, importance }),
                )
            }
            Command::Situation { request, slot, filter } => (request, self.tell_situation(request, slot, &filter)),
            Command::Incidents { request, slot, action } => (request, self.tell_incidents(request, slot, action)),
            Command::Families { request, slot, filter } => (request, self.answer_families(request, slot, &filter)),
            Command::Report { request, slot, filter } => {
                let report = self.report(slot, &filter);
                let event = |(file_name, bytes)| Event::Report {
                    request,
                    file_name,
                    bytes,
                };
                (request, report.map(event))
            }
            Command::Classifier { request, action } => {
                let view = self.on_classifier(action).map(Box::new);
                (request, view.map(|view| Event::Classifier { request, view }))
            }
            Command::Versions { request } => {
                let list = self.versions();
                (request, list.map(|list| Event::Versions { request, list }))
            }
            Command::RenameVersion { request, id, name } => {
                let list = self.rename_version(id, &name);
                (request, list.map(|list| Event::Versions { request, list }))
            }
            Command::DeleteVersion { request, id } => {
                let list = self.delete_version(id);
                (request, list.map(|list| Event::Versions { request, list }))
            }
            Command::Live(_)
            | Command::WriteReport { .. }
            | Command::ExportPackets { .. }
            | Command::LiveAlert { .. }
            | Command::Open { .. }
            | Command::CloseTest
            | Command::SetColumn { .. }
            | Command::SetNormalLabels { .. }
            | Command::Train { .. }
            | Command::StopFamilies
            | Command::Teach { .. }
            | Command::ExportClassifier { .. }
            | Command::ImportClassifier { .. }
            | Command::Cancel { .. }
            | Command::ListCases { .. }
            | Command::OpenCase { .. }
            | Command::ImportCase { .. }
            | Command::RenameCase { .. }
            | Command::DeleteCase { .. }
            | Command::ExportCase { .. }
            | Command::SetPage { .. }
            | Command::SaveCase
            | Command::ExportVersion { .. }
            | Command::ImportVersion { .. }
            | Command::UseVersion { .. }
            | Command::CompareVersions { .. } => return None,
        };
        Some(Answered { request, answer })
    }

    fn answer_families(&self, request: RequestId, slot: TableSlot, filter: &Filter) -> Result<Event, ErrorReport> {
        let families = self.families(slot, filter)?.map(Box::new);
        Ok(Event::FamiliesOf { request, families })
    }
}
