//! Keeps a chart as a file, and its numbers on the clipboard.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::echarts::chart_file;
use crate::browser;
use crate::format;

/// What charts are drawn in.
const DRAWN: &str = ".ws-chart, svg.ws-graph, svg.ws-map";

/// A kind of picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Png,
    Svg,
}

impl Kind {
    fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
        }
    }

    fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// A small menu beside a chart's numbers. The chart is the one in the same card.
#[component]
pub fn SaveMenu(
    /// The numbers as lines of cells between tabs.
    #[prop(into)]
    numbers: Callback<(), String>,
) -> impl IntoView {
    let node = NodeRef::<html::Details>::new();
    let said = RwSignal::new("");
    let close = move || {
        if let Some(menu) = node.get_untracked() {
            menu.set_open(false);
        }
    };
    let save = move |kind: Kind| {
        close();
        let Some((chart, title)) = node.get_untracked().and_then(|menu| chart_beside(&menu)) else {
            return;
        };
        spawn_local(async move {
            let done = if keep(&chart, &title, kind).await {
                "Saved"
            } else {
                "The browser refused"
            };
            said.try_set(done);
        });
    };
    let copy = move |_| {
        close();
        browser::copy(&numbers.run(()));
        said.set("Copied");
    };
    let leave = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            close();
            focus_summary(node);
        }
    };
    view! {
        <span class="ws-numbers__said" role="status">{said}</span>
        <details class="ws-menu ws-numbers__menu" node_ref=node on:keydown=leave data-testid="chart-menu">
            <summary class="ws-numbers__save">"Save\u{2026}"</summary>
            <div class="ws-menu__box">
                <button type="button" class="ws-button ws-button--quiet" data-testid="chart-png" on:click=move |_| save(Kind::Png)>"Chart as PNG"</button>
                <button type="button" class="ws-button ws-button--quiet" data-testid="chart-svg" on:click=move |_| save(Kind::Svg)>"Chart as SVG"</button>
                <button type="button" class="ws-button ws-button--quiet" data-testid="chart-copy" on:click=copy>"Copy the numbers"</button>
            </div>
        </details>
    }
}

/// The chart in the same card, and the card's name.
fn chart_beside(menu: &Element) -> Option<(Element, String)> {
    let card = menu.closest("section").ok()??;
    let chart = card.query_selector(DRAWN).ok()??;
    Some((chart, card.get_attribute("aria-label").unwrap_or_default()))
}

async fn keep(chart: &Element, title: &str, kind: Kind) -> bool {
    let Ok(bytes) = chart_file(chart, kind.extension()).await else {
        return false;
    };
    let bytes = js_sys::Uint8Array::from(bytes).to_vec();
    let name = format!("{}.{}", stem(title), kind.extension());
    browser::save(&format::stamped(&name, browser::now()), kind.mime(), &bytes).is_ok()
}

/// A card's title as a file's name.
fn stem(title: &str) -> String {
    let letters = title.to_ascii_lowercase();
    let words = letters.split(|letter: char| !letter.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        "chart".to_owned()
    } else {
        words.join("-")
    }
}

fn focus_summary(node: NodeRef<html::Details>) {
    let summary = node
        .get_untracked()
        .and_then(|menu| menu.query_selector("summary").ok()?);
    if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) {
        // Only an element outside of the document refuses.
        drop(summary.focus());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_names() {
        assert_eq!(stem("Who talks to whom"), "who-talks-to-whom");
        assert_eq!(stem("../\"x"), "x");
        assert_eq!(stem("?"), "chart");
    }
}
