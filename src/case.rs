//! The open case and this tab: it is remembered for a reload, and what the page wants to find again is kept with it.

use leptos::prelude::*;
use wiresift_engine::message::{CaseId, PageNotes, TrainingSettings};

use crate::browser;
use crate::client::Client;
use crate::state::Session;

/// Where a tab remembers its case: the browser keeps it through reloads and crashes, and for this tab alone.
const KEY: &str = "wiresift-case";

/// Reads back what was open in this tab, and keeps case and page together from now on.
pub fn follow(session: RwSignal<Session>, client: Client, settings: RwSignal<TrainingSettings>) {
    if let Some(id) = browser::remembered(KEY) {
        client.open_case(CaseId(id), "the case of this tab".to_owned());
    }
    remember(session);
    restore_settings(session, settings);
    keep_page(session, client, settings);
}

fn remember(session: RwSignal<Session>) {
    let id = Memo::new(move |_| session.with(|session| session.case.open.as_ref().map(|case| case.id.0.clone())));
    let is_busy = Memo::new(move |_| session.with(|session| session.job.is_some()));
    Effect::new(move |_| {
        let id = id.get();
        // While a case is read back there is none open, and the tab must not forget it.
        if !is_busy.get() {
            browser::remember(KEY, id.as_deref());
        }
    });
}

fn restore_settings(session: RwSignal<Session>, settings: RwSignal<TrainingSettings>) {
    let restored = Memo::new(move |_| session.with(|session| session.case.restored.clone()));
    Effect::new(move |_| {
        if let Some(page) = restored.get() {
            settings.set(page.settings.clone());
        }
    });
}

fn keep_page(session: RwSignal<Session>, client: Client, settings: RwSignal<TrainingSettings>) {
    let page = Memo::new(move |_| {
        let settings = settings.get();
        session.with(|session| {
            // Nothing of a table or case that is only on its way.
            let is_open = session.tables.training.is_some() && session.job.is_none();
            is_open.then(|| PageNotes {
                filter: session.filter.clone(),
                settings,
                results_are_stale: session.results_are_stale,
            })
        })
    });
    Effect::new(move |_| {
        if let Some(page) = page.get() {
            client.keep_page(page);
        }
    });
}
