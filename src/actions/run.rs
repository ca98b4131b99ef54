//! What the actions do, and when they can.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use wiresift_engine::message::{ErrorKind, ErrorReport, FeedbackAction, TableSlot, TrainingSettings};

use super::Panel;
use crate::analyst::Analyst;
use crate::browser;
use crate::client::{Client, Source};
use crate::components::tour::TourContext;
use crate::format;
use crate::state::{EngineStatus, Session, Step};
use crate::theme::ThemeContext;

/// What actions act on. Copies are the same page.
#[derive(Clone, Copy)]
pub struct PageContext {
    session: RwSignal<Session>,
    client: Client,
    settings: RwSignal<TrainingSettings>,
    theme: ThemeContext,
    tour: TourContext,
    /// What is open over the page.
    pub panel: RwSignal<Option<Panel>>,
}

impl PageContext {
    /// Makes it available to every component below.
    pub fn provide() -> Self {
        let page = Self {
            session: expect_context(),
            client: expect_context(),
            settings: expect_context(),
            theme: expect_context(),
            tour: expect_context(),
            panel: RwSignal::new(None),
        };
        provide_context(page);
        page
    }

    /// Opens a panel over the page, or closes it where it is open.
    pub fn open(self, panel: Panel) {
        self.panel
            .update(|open| *open = Some(panel).filter(|panel| *open != Some(*panel)));
    }

    /// Closes what is open over the page.
    pub fn close(self) {
        self.panel.set(None);
    }

    pub(super) fn is_open(self, step: Step) -> bool {
        self.session.with(|session| session.is_open(step))
    }

    pub(super) fn go(self, step: Step) {
        self.session.update(|session| session.go(step));
    }

    /// Opens the sample table that the site brings.
    pub fn open_sample_table(self) {
        spawn_local(async move {
            match browser::sample_table().await {
                Ok(file) => self.client.open(TableSlot::Training, file),
                Err(message) => self.say(message),
            }
        });
    }

    /// Opens the sample capture that the site brings, and goes on to its anomalies.
    pub fn open_sample_capture(self) {
        spawn_local(async move {
            match browser::sample_capture().await {
                Ok((file, truth)) => {
                    let source = Source {
                        file,
                        truth: Some(truth),
                    };
                    self.client.open_and_train(source, self.settings.get_untracked());
                }
                Err(message) => self.say(message),
            }
        });
    }

    /// Filters everything by text from elsewhere.
    pub fn filter_by(self, expression: String) {
        self.session.update(|session| session.set_expression(expression));
    }

    /// Whether there is something to filter.
    pub fn can_filter(self) -> bool {
        has_table(self)
    }

    fn table(self) -> TableSlot {
        let has_test = self.session.with_untracked(|session| session.results.test.is_some());
        if has_test { TableSlot::Test } else { TableSlot::Training }
    }

    fn say(self, message: String) {
        let report = ErrorReport {
            kind: ErrorKind::Environment,
            message,
            hint: None,
        };
        self.session.update(|session| session.show(report, false));
    }
}

pub(super) fn always(_: PageContext) -> bool {
    true
}

fn has_table(page: PageContext) -> bool {
    page.session.with(|session| session.tables.training.is_some())
}

pub(super) fn has_result(page: PageContext) -> bool {
    page.session.with(|session| session.results.training.is_some())
}

pub(super) fn is_busy(page: PageContext) -> bool {
    page.session.with(|session| session.job.is_some())
}

pub(super) fn is_idle(page: PageContext) -> bool {
    !is_busy(page) && page.session.with(|session| session.engine != EngineStatus::Unavailable)
}

pub(super) fn can_train(page: PageContext) -> bool {
    is_idle(page) && has_table(page)
}

pub(super) fn is_filtered(page: PageContext) -> bool {
    page.session.with(|session| !session.filter.is_empty())
}

pub(super) fn has_filter(_: PageContext) -> bool {
    find("#filter-input").is_some()
}

pub(super) fn has_rows(_: PageContext) -> bool {
    find("[role=grid]").is_some()
}

pub(super) fn focus_filter(_: PageContext) {
    focus("#filter-input");
}

pub(super) fn focus_rows(_: PageContext) {
    focus("[role=grid]");
}

pub(super) fn clear_filter(page: PageContext) {
    page.session.update(|session| {
        session.set_expression(String::new());
        session.set_time(None);
    });
}

pub(super) fn open_file(page: PageContext) {
    browser::pick_file(move |file| page.client.open(TableSlot::Training, file));
}

pub(super) fn open_sample_table(page: PageContext) {
    page.open_sample_table();
}

pub(super) fn open_sample_capture(page: PageContext) {
    page.open_sample_capture();
}

pub(super) fn train(page: PageContext) {
    page.client.train(page.settings.get_untracked());
    page.go(Step::Train);
}

pub(super) fn cancel(page: PageContext) {
    page.client.cancel();
}

pub(super) fn download_report(page: PageContext) {
    let filter = page.session.with_untracked(|session| session.filter.clone());
    spawn_local(async move {
        let saved = match page.client.report(page.table(), filter).await {
            Ok((name, bytes)) => {
                let name = format::stamped(&name, browser::now());
                browser::save(&name, "text/csv;charset=utf-8", &bytes)
            }
            Err(error) => Err(error.message()),
        };
        if let Err(message) = saved {
            page.say(message);
        }
    });
}

pub(super) fn export(page: PageContext) {
    page.open(Panel::Export {
        table: page.table(),
        incident: None,
    });
}

pub(super) fn undo(page: PageContext) {
    Analyst::new(page.client, page.table()).act(FeedbackAction::Undo);
}

pub(super) fn redo(page: PageContext) {
    Analyst::new(page.client, page.table()).act(FeedbackAction::Redo);
}

pub(super) fn change_theme(page: PageContext) {
    page.theme.choose(page.theme.current.get_untracked().other());
}

pub(super) fn take_tour(page: PageContext) {
    page.tour.start();
}

/// Opens one of the site's documents beside the page, which keeps what is loaded.
pub(super) fn open_document(name: &str) {
    // A browser that forbids new tabs says so itself.
    drop(window().open_with_url_and_target_and_features(name, "_blank", "noopener"));
}

fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok()??.dyn_into().ok()
}

fn focus(selector: &str) {
    if let Some(element) = find(selector) {
        drop(element.focus());
    }
}
