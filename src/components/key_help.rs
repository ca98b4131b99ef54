//! All keys, made from the tables that they are heard by.

use leptos::prelude::*;

use super::dialog::Dialog;
use super::row_table::KEYS_HELP;
use crate::actions::{Action, Group, Key, PageContext, all};
use crate::browser;

/// The help on keys.
#[component]
pub fn KeyHelp(
    /// For closing it.
    page: PageContext,
) -> impl IntoView {
    let actions: Vec<Action> = all().into_iter().filter(|action| action.key.is_some()).collect();
    let groups = Group::ALL.into_iter().map(|group| {
        let lines = actions
            .iter()
            .filter(|action| action.group == group)
            .map(|action| {
                (
                    action.title,
                    action.key.map(|key| view! { <KeysView key=key /> }).into_any(),
                )
            })
            .collect();
        view! { <Lines title=group.title() lines=lines /> }
    });
    let groups = groups.collect_view();
    let rows = KEYS_HELP.map(|(keys, about)| {
        (
            about,
            keys.iter().map(|key| key_cap(key_name(key))).collect_view().into_any(),
        )
    });
    view! {
        <Dialog title="Keys" class="ws-key-help" testid="key-help" on_close=move |()| page.close()>
            <div class="ws-key-help__groups">
                {groups}
                <Lines title="In the rows" lines=rows.into() />
            </div>
            <p class="ws-card__note">"Keys do nothing while you type in a field, except the one that opens the search."</p>
        </Dialog>
    }
}

#[component]
fn Lines(title: &'static str, lines: Vec<(&'static str, AnyView)>) -> impl IntoView {
    let line = |(about, keys): (&'static str, AnyView)| {
        view! {
            <div class="ws-key-help__line">
                <dt>{about}</dt>
                <dd>{keys}</dd>
            </div>
        }
    };
    view! {
        <section class="ws-key-help__group">
            <h3>{title}</h3>
            <dl>{lines.into_iter().map(line).collect_view()}</dl>
        </section>
    }
}

/// A key of an action as caps.
#[component]
pub fn KeysView(
    /// The key.
    key: Key,
) -> impl IntoView {
    let (caps, _) = key.shown(browser::is_mac());
    view! { <span class="ws-keys">{caps.into_iter().map(key_cap).collect_view()}</span> }
}

fn key_cap(name: String) -> impl IntoView {
    view! { <kbd class="ws-keys__key">{name}</kbd> }
}

/// A key's name in DOM events as people know it.
fn key_name(key: &str) -> String {
    match key {
        "ArrowUp" => "↑",
        "ArrowDown" => "↓",
        "PageUp" => "Page up",
        "PageDown" => "Page down",
        "Escape" => "Esc",
        other => other,
    }
    .to_owned()
}
