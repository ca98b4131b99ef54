//! What the analyst does about a result, from any component: a shortcut to the engine that stamps the time and shows errors.

use leptos::task::spawn_local;
use wiresift_engine::message::{FeedbackAction, Judgement, Mark, TableSlot};

use crate::browser;
use crate::client::{Client, RequestError};

/// The analyst of a table.
#[derive(Clone, Copy)]
pub struct Analyst {
    client: Client,
    table: TableSlot,
}

impl Analyst {
    /// Of this table.
    pub fn new(client: Client, table: TableSlot) -> Self {
        Self { client, table }
    }

    /// Judges rows, or takes their marks away.
    pub fn judge(self, rows: Vec<u32>, judgement: Option<Judgement>) {
        let mark = judgement.map(|judgement| Mark {
            judgement,
            reason: None,
            note: None,
            at: browser::now(),
        });
        self.mark(rows, mark);
    }

    /// Marks rows, or takes their marks away.
    pub fn mark(self, rows: Vec<u32>, mark: Option<Mark>) {
        if rows.is_empty() {
            return;
        }
        self.act(match mark {
            Some(mark) => FeedbackAction::Mark { rows, mark },
            None => FeedbackAction::Unmark {
                rows,
                at: browser::now(),
            },
        });
    }

    /// Lets the ranking follow the marks.
    pub fn adapt(self) {
        self.act(FeedbackAction::Adapt { at: browser::now() });
    }

    /// Does anything of the kind.
    pub fn act(self, action: FeedbackAction) {
        spawn_local(async move {
            if let Err(RequestError::Failed(report)) = self.client.feedback(self.table, action).await {
                self.client.show(report);
            }
        });
    }
}
