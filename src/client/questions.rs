//! Questions about a table and its result.

use leptos::prelude::*;
use wiresift_engine::message::{
    Command, Distribution, Explanation, FamilySummary, FeedbackAction, Filter, FilterCheck, Importance, IncidentAction,
    Incidents, MutePreview, Refinement, RowDetail, RowPage, RowQuery, Situation, Summary, TableSlot, Timeline,
    VoteParts,
};

use super::{Answer, Client, RequestError};

impl Client {
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
}
