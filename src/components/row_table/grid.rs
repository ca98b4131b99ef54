//! What the grid knows: where it is scrolled to, which rows are there, which one the keyboard is at.

use std::ops::Range;
use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_use::use_resize_observer;
use wiresift_engine::message::{Noun, RowQuery, TableSlot};

use super::cache::{PAGE_ROWS, RowCache};
use super::keys::{self, Action};
use super::window::Window;
use crate::client::Client;

/// Height of a row, in pixels; `row_table.css` says the same.
const ROW_PX: f64 = 28.0;

/// Height of the header row, in pixels; `row_table.css` says the same.
const HEADER_PX: f64 = 30.0;

/// A bar dragged past thousands of rows asks only for those where it rests.
const REST: Duration = Duration::from_millis(40);

/// The grid's signals.
#[derive(Clone, Copy)]
pub struct Grid {
    client: Client,
    table: TableSlot,
    query: Memo<RowQuery>,
    /// The table row whose details are shown.
    open: RwSignal<Option<u32>>,
    /// The place of the row to open once it is there.
    to_open: RwSignal<Option<u64>>,
    failure: RwSignal<Option<String>>,
    scroll_px: RwSignal<f64>,
    view_px: RwSignal<f64>,
    /// The box that scrolls.
    pub node: NodeRef<html::Div>,
    /// The rows that are there.
    pub cache: RwSignal<RowCache>,
    /// The place of the row that the keyboard is at.
    pub active: RwSignal<u64>,
    /// All rows.
    pub n_rows: Memo<u64>,
    /// The view of them.
    pub window: Memo<Window>,
    /// The rows to draw.
    pub range: Memo<Range<u64>>,
}

impl Grid {
    /// A grid that shows nothing yet.
    pub fn new(client: Client, table: TableSlot, query: Memo<RowQuery>, open: RwSignal<Option<u32>>) -> Self {
        let (scroll_px, view_px) = (RwSignal::new(0.0), RwSignal::new(0.0));
        let cache = RwSignal::new(RowCache::default());
        let n_rows = Memo::new(move |_| cache.with(RowCache::n_total).unwrap_or_default());
        let window = Memo::new(move |_| Window {
            n_rows: n_rows.get(),
            row_px: ROW_PX,
            view_px: view_px.get(),
        });
        let range = Memo::new(move |_| window.get().range(scroll_px.get()));
        let (to_open, failure) = (RwSignal::new(None), RwSignal::new(None));
        let (node, active) = (NodeRef::new(), RwSignal::new(0));
        Self {
            client,
            table,
            query,
            open,
            to_open,
            failure,
            scroll_px,
            view_px,
            node,
            cache,
            active,
            n_rows,
            window,
            range,
        }
    }

    /// Starts asking for what comes into view.
    pub fn follow(self) {
        Effect::new(move |previous: Option<RowQuery>| {
            let now = self.query.get();
            if let Some(previous) = previous.filter(|previous| *previous != now) {
                self.start_over(&previous, &now);
            }
            let in_view = self.range.get_untracked();
            self.fetch(&if in_view.is_empty() { 0..PAGE_ROWS } else { in_view });
            now
        });
        Effect::new(move |_| {
            let in_view = self.range.get();
            let rested = move || {
                if self.range.try_get_untracked().as_ref() == Some(&in_view) {
                    self.fetch(&in_view);
                }
            };
            set_timeout(rested, REST);
        });
        Effect::new(move |_| {
            let row = self
                .to_open
                .get()
                .and_then(|place| self.cache.with(|cache| cache.get(place).map(|row| row.row)));
            if row.is_some() {
                self.to_open.set(None);
                self.open.set(row);
            }
        });
        drop(use_resize_observer(self.node, move |entries, _| {
            if let Some(entry) = entries.first() {
                self.view_px.set((entry.content_rect().height() - HEADER_PX).max(0.0));
            }
        }));
    }

    /// Shows a row's details, once the row is there.
    pub fn show(self, place: u64) {
        self.active.set(place);
        self.to_open.set(Some(place));
    }

    /// The box was scrolled.
    pub fn on_scroll(self) {
        if let Some(node) = self.node.get_untracked() {
            self.scroll_px.set(f64::from(node.scroll_top()));
        }
    }

    /// A key was pressed.
    pub fn on_key(self, event: &KeyboardEvent) {
        let Some(action) = keys::action(&event.key()).filter(|_| !keys::is_for_others(event)) else {
            return;
        };
        event.prevent_default();
        match action {
            Action::Open => self.show(self.active.get_untracked()),
            Action::Close => self.open.set(None),
            Action::Move(step) => {
                let page = self.window.get_untracked().page();
                let place = step.target(self.active.get_untracked(), self.n_rows.get_untracked(), page);
                self.active.set(place);
                self.reveal(place);
                if self.open.with_untracked(Option::is_some) {
                    self.show(place);
                }
            }
        }
    }

    /// Where the first drawn row is, in pixels from the top of the list.
    pub fn top(self) -> f64 {
        self.window.get().offset(self.range.get().start, self.scroll_px.get())
    }

    /// What there is to say instead of rows.
    pub fn message(self, noun: Noun) -> Option<String> {
        self.failure.get().or_else(|| {
            let is_empty = self.cache.with(RowCache::n_total) == Some(0);
            is_empty.then(|| self.query.with(|query| nothing(query, noun)))
        })
    }

    fn start_over(self, previous: &RowQuery, now: &RowQuery) {
        // How many rows there are depends on nothing else: the list keeps its height and place while its rows are on their way.
        let same_rows = previous.anomalies_only == now.anomalies_only && previous.filter == now.filter;
        self.cache.update(|cache| cache.clear(same_rows));
        self.failure.set(None);
        if previous.columns == now.columns {
            self.active.set(0);
            self.scroll_to(0.0);
        }
    }

    fn reveal(self, place: u64) {
        if let Some(px) = self
            .window
            .get_untracked()
            .reveal(place, self.scroll_px.get_untracked())
        {
            self.scroll_to(px);
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "at most the height of the box; `as` saturates"
    )]
    fn scroll_to(self, px: f64) {
        if let Some(node) = self.node.get_untracked() {
            node.set_scroll_top(px.round() as i32);
        }
    }

    /// Asks for the pages of some rows that are not there yet. An answer to a query that has changed meanwhile is dropped.
    fn fetch(self, rows: &Range<u64>) {
        let mut missing = Vec::new();
        // Marking pages as asked for changes nothing that is shown.
        self.cache.update_untracked(|cache| missing = cache.request(rows));
        for page in missing {
            spawn_local(self.fetch_page(page));
        }
    }

    async fn fetch_page(self, page: u64) {
        let Some(asked) = self.query.try_get_untracked() else {
            return;
        };
        let query = RowQuery {
            offset: page * PAGE_ROWS,
            ..asked.clone()
        };
        let answer = self.client.rows(self.table, query).await;
        if self.query.try_get_untracked() != Some(asked) {
            return;
        }
        match answer {
            Ok(answer) => self.cache.update(|cache| cache.insert(page, answer)),
            Err(error) => {
                self.failure.set(Some(error.message()));
                self.cache.update(|cache| cache.forget(page));
            }
        }
    }
}

/// Why there are no rows.
fn nothing(query: &RowQuery, noun: Noun) -> String {
    match (query.filter.is_empty(), query.anomalies_only) {
        (false, true) => format!("No {} of this stretch of time is an anomaly.", noun.one()),
        (false, false) => format!("No {} begins in this stretch of time.", noun.one()),
        (true, _) => format!(
            "No {} has enough votes. A higher expected anomaly ratio or fewer votes would flag some.",
            noun.one()
        ),
    }
}
