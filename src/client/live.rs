//! Live analysis: what the page asks for.

use leptos::prelude::*;
use wiresift_engine::message::{Command, LiveCommand, LivePhase, RowDetail, TableSlot};

use super::{Answer, Client, RequestError};
use crate::browser;
use crate::live::{self, LiveState};
use crate::state::{JobKind, Session, Step};

impl Client {
    /// What is known of it.
    pub fn live(&self) -> LiveState {
        self.live.get_value()
    }

    /// Tells live analysis what to do.
    pub fn tell_live(&self, command: LiveCommand) {
        self.send(Command::Live(command), None);
    }

    /// Connects to the sidecar whose address this page was opened with, or had before a reload.
    pub fn reconnect(&self, session: RwSignal<Session>) {
        if let Some((port, token)) = live::known_address() {
            session.update(|session| session.step = Step::Live);
            self.connect(port, token);
        } else if Step::from_fragment(&browser::fragment()) == Some(Step::Live) {
            session.update(|session| session.step = Step::Live);
        }
    }

    /// Connects to the sidecar on a port of this machine.
    pub fn connect(&self, port: u16, token: String) {
        live::keep_address(Some((port, &token)));
        self.tell_live(LiveCommand::Settings(self.live().settings.get_untracked()));
        self.tell_live(LiveCommand::Connect { port, token });
    }

    /// Leaves the sidecar.
    pub fn disconnect(&self) {
        live::keep_address(None);
        self.tell_live(LiveCommand::Disconnect);
    }

    /// Everything about the flow that an alert is worst by.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn live_alert(&self, alert: u64) -> Result<RowDetail, RequestError> {
        match self.ask(|request| Command::LiveAlert { request, alert }).await? {
            Answer::Row(detail) => Ok(*detail),
            _ => Err(RequestError::Mismatch),
        }
    }

    /// Puts what was seen into the ordinary tables; with a baseline, they are trained and scored as live traffic was.
    pub fn open_live(&self) {
        let job = self.start_job(JobKind::Open {
            slot: TableSlot::Training,
            name: "live traffic".to_owned(),
        });
        let view = self.live().view.get_untracked();
        let has_baseline = view.is_some_and(|view| matches!(view.phase, LivePhase::Detecting { .. }));
        let settings = self.live().settings.get_untracked().training;
        self.inner
            .try_update_value(|inner| inner.then_train = has_baseline.then_some((job, settings)));
        self.tell_live(LiveCommand::Open(job));
    }
}
