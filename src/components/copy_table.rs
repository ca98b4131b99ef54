//! Puts a table on the clipboard, for a spreadsheet.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::{browser, format};

const TABLES: &str = "table, [role=grid]";
const ROWS: &str = "tr, [role=row]";
const CELLS: &str = "th, td, [role=columnheader], [role=rowheader], [role=gridcell]";

/// A button that copies the table that it stands nearest to, as it is shown.
#[component]
pub fn CopyTable(
    /// What the button says.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let node = NodeRef::<html::Button>::new();
    let said = RwSignal::new("");
    let copy = move |_| {
        if let Some(table) = node.get_untracked().and_then(|button| nearest(&button)) {
            browser::copy(&format::tsv(rows(&table).into_iter()));
            said.set("Copied");
        }
    };
    view! {
        <button type="button" class="ws-button ws-button--quiet ws-copy" data-testid="copy-table" node_ref=node on:click=copy>
            {label}
        </button>
        <span class="ws-numbers__said" role="status">{said}</span>
    }
}

/// The table in the smallest box around an element.
fn nearest(element: &Element) -> Option<Element> {
    let mut around = element.parent_element();
    while let Some(at) = around {
        if let Some(table) = at.query_selector(TABLES).ok()? {
            return Some(table);
        }
        around = at.parent_element();
    }
    None
}

fn rows(table: &Element) -> Vec<Vec<String>> {
    let rows = all(table, ROWS).into_iter();
    let cells = rows.map(|row| all(&row, CELLS).iter().map(text).collect::<Vec<_>>());
    cells.filter(|cells| !cells.is_empty()).collect()
}

fn all(within: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = within.query_selector_all(selector) else {
        return Vec::new();
    };
    let nodes = (0..found.length()).filter_map(|at| found.get(at));
    nodes.filter_map(|node| node.dyn_into().ok()).collect()
}

fn text(cell: &Element) -> String {
    cell.text_content().unwrap_or_default()
}
