//! What a cell offers: its value into the filter, or to the clipboard. Opened by a right click on a cell of the grid, or
//! by the button beside a value in a row's details.

use leptos::ev::{self, KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_use::use_event_listener;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};
use wiresift_engine::message::{ErrorKind, ErrorReport, Refinement, TableSlot};

use crate::browser;
use crate::client::Client;
use crate::components::row_table::GridColumn;
use crate::state::Session;

/// A value with more characters is cut in the menu's head.
const MAX_CHARS: usize = 40;

/// The menu's width and height, with some air, in pixels, for keeping it in the window.
const SIZE_PX: (f64, f64) = (256.0, 190.0);

/// A cell that was asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The table.
    pub table: TableSlot,
    /// Its row, in the table's order.
    pub row: u32,
    /// Its column.
    pub column: u32,
    /// The column's name.
    pub name: String,
    /// As shown.
    pub value: String,
    /// Where the menu goes, in pixels of the window.
    pub at: (f64, f64),
}

/// The cell whose menu is open, for every component below the page's root.
#[derive(Clone, Copy)]
pub struct CellMenuContext(RwSignal<Option<Cell>>);

impl CellMenuContext {
    /// Makes it available, and gives it.
    pub fn provide() -> Self {
        let context = Self(RwSignal::new(None));
        provide_context(context);
        context
    }

    /// Opens the menu.
    pub fn open(self, cell: Cell) {
        self.0.set(Some(cell));
    }

    /// Opens the menu of the cell that was clicked in a row of the grid; other cells keep the browser's own.
    pub fn open_on_grid(self, table: TableSlot, row: u32, columns: &[GridColumn], event: &MouseEvent) {
        let clicked = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(element) = clicked.and_then(|element| element.closest("[data-column]").ok().flatten()) else {
            return;
        };
        let column = element
            .get_attribute("data-column")
            .and_then(|column| column.parse().ok());
        let Some(shown) = columns
            .iter()
            .find(|shown| column.is_some() && shown.kind.cell() == column)
        else {
            return;
        };
        event.prevent_default();
        self.open(Cell {
            table,
            row,
            column: column.unwrap_or_default(),
            name: shown.title.clone(),
            value: element.text_content().unwrap_or_default(),
            at: place_of(event),
        });
    }

    fn close(self) {
        self.0.set(None);
    }
}

/// The menu, wherever it is open.
#[component]
pub fn CellMenu(
    /// The cell.
    context: CellMenuContext,
) -> impl IntoView {
    move || context.0.get().map(|cell| view! { <Menu cell=cell context=context /> })
}

#[component]
fn Menu(cell: Cell, context: CellMenuContext) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let before = document().active_element();
    focus_when_there(node);
    close_when_left(node, context);
    on_cleanup(move || give_back_focus(before));
    let (left, top) = placed(cell.at);
    let head = format!("{} = {}", cell.name, shortened(&cell.value));
    let label = head.clone();
    let cell = StoredValue::new(cell);
    let (client, session) = (expect_context::<Client>(), expect_context::<RwSignal<Session>>());
    let refine = move |refinement| {
        context.close();
        cell.with_value(|cell| refine(cell, refinement, client, session));
    };
    let item = move |title: &'static str, testid: &'static str, about: &'static str, refinement| {
        view! {
            <button type="button" role="menuitem" class="ws-cell-menu__item" data-testid=testid on:click=move |_| refine(refinement)>
                <span>{title}</span>
                <span class="ws-cell-menu__about">{about}</span>
            </button>
        }
    };
    view! {
        <div
            class="ws-cell-menu"
            role="menu"
            aria-label=label
            tabindex="-1"
            data-testid="cell-menu"
            style:left=format!("{left}px")
            style:top=format!("{top}px")
            node_ref=node
            on:keydown=move |event| on_key(&event, node, context)
        >
            <p class="ws-cell-menu__head">{head}</p>
            {item("Include", "cell-include", "and this", Refinement::Include)}
            {item("Exclude", "cell-exclude", "and not this", Refinement::Exclude)}
            {item("Only this", "cell-only", "in place of the filter", Refinement::Only)}
            <button
                type="button"
                role="menuitem"
                class="ws-cell-menu__item"
                data-testid="cell-copy"
                on:click=move |_| {
                    context.close();
                    cell.with_value(|cell| browser::copy(&cell.value));
                }
            >
                <span>"Copy"</span>
            </button>
        </div>
    }
}

/// Puts the cell's value into the filter of everything.
fn refine(cell: &Cell, refinement: Refinement, client: Client, session: RwSignal<Session>) {
    let Cell { table, row, column, .. } = *cell;
    let expression = session.with_untracked(|session| session.filter.expression.clone());
    spawn_local(async move {
        match client.refine_filter(table, expression, (row, column), refinement).await {
            Ok(expression) => session.update(|session| session.set_expression(expression)),
            Err(error) => client.show(ErrorReport {
                kind: ErrorKind::BadSetting,
                message: error.message(),
                hint: None,
            }),
        }
    });
}

fn focus_when_there(node: NodeRef<html::Div>) {
    Effect::new(move |_| {
        if let Some(first) = node.get().and_then(|menu| items(&menu).into_iter().next()) {
            drop(first.focus());
        }
    });
}

/// A click elsewhere, and anything that moves what the menu belongs to, closes it.
fn close_when_left(node: NodeRef<html::Div>, context: CellMenuContext) {
    let is_inside = move |target: Option<web_sys::EventTarget>| {
        let target = target.and_then(|target| target.dyn_into::<Node>().ok());
        node.get_untracked().is_some_and(|menu| menu.contains(target.as_ref()))
    };
    drop(use_event_listener(document(), ev::pointerdown, move |event| {
        if !is_inside(event.target()) {
            context.close();
        }
    }));
    drop(use_event_listener(window(), ev::resize, move |_| context.close()));
}

/// To where it was, unless what the menu did has taken it elsewhere.
fn give_back_focus(before: Option<Element>) {
    if let Some(element) = before.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        drop(element.focus());
    }
}

fn on_key(event: &KeyboardEvent, node: NodeRef<html::Div>, context: CellMenuContext) {
    let Some(menu) = node.get_untracked() else { return };
    let items = items(&menu);
    let now = items
        .iter()
        .position(|item| Some(item.as_ref()) == document().active_element().as_ref());
    let n = items.len().max(1);
    let to = match event.key().as_str() {
        "ArrowDown" => now.map_or(0, |at| (at + 1) % n),
        "ArrowUp" => now.map_or(n - 1, |at| (at + n - 1) % n),
        "Home" => 0,
        "End" => n - 1,
        "Escape" | "Tab" => {
            event.prevent_default();
            event.stop_propagation();
            context.close();
            return;
        }
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    if let Some(item) = items.get(to) {
        drop(item.focus());
    }
}

fn items(menu: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(found) = menu.query_selector_all("[role=menuitem]") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|at| found.get(at)?.dyn_into().ok())
        .collect()
}

/// Where the menu goes so that all of it is in the window.
fn placed((x, y): (f64, f64)) -> (f64, f64) {
    let size = |length: Result<wasm_bindgen::JsValue, _>| length.ok().and_then(|px| px.as_f64()).unwrap_or(f64::MAX);
    let (width, height) = (size(window().inner_width()), size(window().inner_height()));
    (x.min(width - SIZE_PX.0).max(0.0), y.min(height - SIZE_PX.1).max(0.0))
}

/// Where a click was; a key has no place, so its element's is taken.
pub fn place_of(event: &MouseEvent) -> (f64, f64) {
    let at = (f64::from(event.client_x()), f64::from(event.client_y()));
    let element = event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    match element {
        Some(element) if event.detail() == 0 && at == (0.0, 0.0) => {
            let place = element.get_bounding_client_rect();
            (place.left(), place.bottom())
        }
        _ => at,
    }
}

fn shortened(value: &str) -> String {
    if value.chars().count() <= MAX_CHARS {
        return value.to_owned();
    }
    value.chars().take(MAX_CHARS).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn only_long_values_are_cut() {
        assert_eq!(shortened("10.0.0.1"), "10.0.0.1");
        assert_eq!(shortened(&"é".repeat(50)).chars().count(), 41);
    }
}
