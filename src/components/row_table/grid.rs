//! What the grid knows: where it is scrolled to, which rows are there, which one the keyboard is at.

use std::ops::{Range, RangeInclusive};
use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_use::use_resize_observer;
use wiresift_engine::message::{FeedbackAction, Judgement, Noun, RowQuery, TableSlot};

use super::cache::{PAGE_ROWS, RowCache};
use super::keys::{self, Action};
use super::window::Window;
use crate::analyst::Analyst;
use crate::client::Client;

/// Height of a row, in pixels; `row_table.css` says the same.
const ROW_PX: f64 = 28.0;

/// Height of the header row, in pixels; `row_table.css` says the same.
const HEADER_PX: f64 = 30.0;

/// Most rows that the engine gives at once.
const MAX_ROWS: u32 = 1_000;

/// A bar dragged past thousands of rows asks only for those where it rests.
const REST: Duration = Duration::from_millis(40);

/// The grid's signals.
#[derive(Clone, Copy)]
pub struct Grid {
    client: Client,
    table: TableSlot,
    query: Memo<RowQuery>,
    /// Whether there is a result whose rows can be judged.
    is_ranked: bool,
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
    /// Where a choice of several rows began; it reaches to the active one.
    anchor: RwSignal<Option<u64>>,
    analyst: Analyst,
    /// All rows.
    pub n_rows: Memo<u64>,
    /// The view of them.
    pub window: Memo<Window>,
    /// The rows to draw.
    pub range: Memo<Range<u64>>,
}

impl Grid {
    /// A grid that shows nothing yet.
    pub fn new(
        client: Client,
        table: TableSlot,
        query: Memo<RowQuery>,
        is_ranked: bool,
        open: RwSignal<Option<u32>>,
    ) -> Self {
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
        let (anchor, analyst) = (RwSignal::new(None), Analyst::new(client, table));
        Self {
            client,
            table,
            query,
            is_ranked,
            open,
            to_open,
            failure,
            scroll_px,
            view_px,
            node,
            cache,
            active,
            anchor,
            analyst,
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
        let n_marked = self.client.n_marked();
        Effect::new(move |previous: Option<u32>| {
            let now = n_marked.get();
            if previous.is_some_and(|previous| previous != now) {
                self.cache.update(RowCache::expire);
                self.fetch(&self.range.get_untracked());
            }
            now
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

    /// The places of the rows chosen together.
    pub fn selected(self) -> Option<RangeInclusive<u64>> {
        let (anchor, active) = (self.anchor.get()?, self.active.get());
        Some(anchor.min(active)..=anchor.max(active))
    }

    /// A row was clicked; with shift, all between it and the active one are chosen.
    pub fn on_click(self, place: u64, with_shift: bool) {
        if with_shift {
            self.extend();
            self.active.set(place);
            return;
        }
        self.anchor.set(None);
        self.show(place);
    }

    /// Begins a choice of several rows at the active one, unless there is one.
    fn extend(self) {
        let active = self.active.get_untracked();
        self.anchor.update(|anchor| *anchor = anchor.or(Some(active)));
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
        let plain = keys::action(&event.key()).filter(|_| !keys::is_for_others(event));
        let Some(action) = keys::command(event).or(plain) else {
            return;
        };
        event.prevent_default();
        match action {
            Action::Open => self.show(self.active.get_untracked()),
            Action::Close if self.anchor.get_untracked().is_some() => self.anchor.set(None),
            Action::Close => self.open.set(None),
            Action::Mark(judgement) => self.mark(Some(judgement)),
            Action::Unmark => self.mark(None),
            Action::Undo => self.analyst.act(FeedbackAction::Undo),
            Action::Redo => self.analyst.act(FeedbackAction::Redo),
            Action::Move(step) => {
                if event.shift_key() {
                    self.extend();
                } else {
                    self.anchor.set(None);
                }
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

    /// Judges the rows chosen together, or the active one and goes on to the next.
    fn mark(self, judgement: Option<Judgement>) {
        if !self.is_ranked {
            return;
        }
        let places = self.selected().unwrap_or_else(|| {
            let active = self.active.get_untracked();
            active..=active
        });
        let is_one = places.start() == places.end();
        spawn_local(async move {
            let rows = self.rows_at(places).await;
            self.analyst.judge(rows, judgement);
        });
        self.anchor.set(None);
        if is_one {
            let next = keys::Step::Down.target(self.active.get_untracked(), self.n_rows.get_untracked(), 1);
            self.active.set(next);
            self.reveal(next);
            if self.open.with_untracked(Option::is_some) {
                self.show(next);
            }
        }
    }

    /// The table rows at some places, also of those that were never in view.
    async fn rows_at(self, places: RangeInclusive<u64>) -> Vec<u32> {
        let known = |place| self.cache.with_untracked(|cache| cache.get(place).map(|row| row.row));
        if let Some(rows) = places.clone().map(known).collect() {
            return rows;
        }
        let (mut rows, mut offset, end) = (Vec::new(), *places.start(), *places.end() + 1);
        while offset < end {
            let query = RowQuery {
                offset,
                limit: u32::try_from(end - offset).unwrap_or(u32::MAX).min(MAX_ROWS),
                columns: Vec::new(),
                ..self.query.get_untracked()
            };
            let Ok(page) = self.client.rows(self.table, query).await else {
                break;
            };
            if page.rows.is_empty() {
                break;
            }
            offset += page.rows.len() as u64;
            rows.extend(page.rows.iter().map(|row| row.row));
        }
        rows
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
            self.anchor.set(None);
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
        (false, true) => format!("No {} that passes the filter is an anomaly.", noun.one()),
        (false, false) => format!("No {} passes the filter.", noun.one()),
        (true, _) => format!(
            "No {} has enough votes. A higher expected anomaly ratio or fewer votes would flag some.",
            noun.one()
        ),
    }
}
