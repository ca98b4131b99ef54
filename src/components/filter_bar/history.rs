//! Filters that were in force before, and those that were saved by name; the browser keeps both.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::browser;

/// The key of used filters in the browser's storage.
const USED: &str = "wiresift-filters";

/// The key of saved ones.
const SAVED: &str = "wiresift-saved-filters";

/// Used filters that are remembered.
const N_USED: usize = 20;

/// Filters that can be saved.
const N_SAVED: usize = 200;

/// Filters, the last one first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Remembered(Vec<String>);

impl Remembered {
    /// Those that the browser keeps; none where it keeps nothing.
    pub(super) fn load() -> Self {
        Self(load(USED))
    }

    /// Remembers one more.
    pub(super) fn add(mut self, filter: &str) {
        self.insert(filter);
        store(USED, &self.0);
    }

    fn insert(&mut self, filter: &str) {
        let filter = filter.trim();
        if filter.is_empty() {
            return;
        }
        // What was typed on the way to it is not worth a place of its own.
        self.0
            .retain(|known| known != filter && !filter.starts_with(known.as_str()));
        self.0.insert(0, filter.to_owned());
        self.0.truncate(N_USED);
    }
}

/// A filter with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Named {
    name: String,
    filter: String,
}

/// Saved filters, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Saved(Vec<Named>);

impl Saved {
    fn load() -> Self {
        Self(load(SAVED))
    }

    /// Saves a filter; one of the same name is replaced, and one without a name is its own.
    fn insert(&mut self, name: &str, filter: &str) {
        let filter = filter.trim();
        let name = if name.trim().is_empty() { filter } else { name.trim() };
        self.remove(name);
        self.0.push(Named {
            name: name.to_owned(),
            filter: filter.to_owned(),
        });
        self.0.sort_by(|one, other| one.name.cmp(&other.name));
        self.0.truncate(N_SAVED);
    }

    fn remove(&mut self, name: &str) {
        self.0.retain(|known| known.name != name);
    }
}

fn load<T: DeserializeOwned + Default>(key: &str) -> T {
    let text = browser::stored(key);
    text.and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

fn store<T: Serialize>(key: &str, value: &T) {
    if let Ok(text) = serde_json::to_string(value) {
        browser::store(key, &text);
    }
}

/// A menu of filters: to save the one in force, and to choose one saved or used before.
#[component]
pub(super) fn History(
    /// The filter in the field.
    bar_text: RwSignal<String>,
    /// Whether that filter is right, so that it can be saved.
    #[prop(into)]
    can_save: Signal<bool>,
    /// One was chosen.
    #[prop(into)]
    on_choose: Callback<String>,
) -> impl IntoView {
    let saved = RwSignal::new(Saved::load());
    let menu = NodeRef::<html::Details>::new();
    let on_choose = Callback::new(move |filter| {
        if let Some(menu) = menu.get_untracked() {
            drop(menu.remove_attribute("open"));
        }
        on_choose.run(filter);
    });
    let save = move |name: &str| {
        saved.update(|saved| saved.insert(name, &bar_text.get_untracked()));
        saved.with_untracked(|saved| store(SAVED, &saved.0));
    };
    let remove = move |name: String| {
        saved.update(|saved| saved.remove(&name));
        saved.with_untracked(|saved| store(SAVED, &saved.0));
    };
    let n_opened = RwSignal::new(0);
    let used = move || {
        n_opened.track();
        let Remembered(filters) = Remembered::load();
        filters
    };
    view! {
        <details class="ws-menu" node_ref=menu on:toggle=move |_| n_opened.update(|n| *n += 1)>
            <summary class="ws-button" data-testid="filter-history">"Saved and recent"</summary>
            <div class="ws-menu__box ws-filter-bar__history">
                <SaveField can_save=can_save on_save=save />
                <p class="ws-filter-bar__heading">"Saved"</p>
                {move || saved.get().0.into_iter().map(|named| saved_entry(named, on_choose, remove)).collect_view()}
                <p class="ws-filter-bar__heading">"Recent"</p>
                {move || used().into_iter().map(|filter| used_entry(filter, on_choose)).collect_view()}
                <p class="ws-card__note">"Kept on this machine only."</p>
            </div>
        </details>
    }
}

/// A name for the filter in force, and the button that saves it.
#[component]
fn SaveField(can_save: Signal<bool>, on_save: impl Fn(&str) + Copy + 'static) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let save = move || {
        if can_save.get_untracked() {
            on_save(&name.get_untracked());
            name.set(String::new());
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            save();
        }
    };
    view! {
        <div class="ws-filter-bar__save">
            <input
                class="ws-input"
                type="text"
                maxlength="80"
                aria-label="Name for this filter"
                placeholder="Name for this filter"
                data-testid="filter-name"
                prop:value=name
                on:input=move |event| name.set(event_target_value(&event))
                on:keydown=on_key
            />
            <button type="button" class="ws-button" data-testid="filter-save" disabled=move || !can_save.get() on:click=move |_| save()>
                "Save"
            </button>
        </div>
    }
}

fn saved_entry(
    Named { name, filter }: Named,
    on_choose: Callback<String>,
    on_remove: impl Fn(String) + Copy + 'static,
) -> impl IntoView {
    let (chosen, whole, removed) = (filter.clone(), filter.clone(), name.clone());
    let has_name = name != filter;
    let label = format!("Forget {name}");
    view! {
        <div class="ws-filter-bar__entry">
            <button type="button" class="ws-button ws-button--quiet ws-filter-bar__old" title=whole data-testid="filter-saved" on:click=move |_| on_choose.run(chosen.clone())>
                {has_name.then(|| view! { <strong>{name}</strong> })}
                <span class="ws-filter-bar__word">{filter}</span>
            </button>
            <button type="button" class="ws-button ws-button--quiet ws-button--icon" aria-label=label on:click=move |_| on_remove(removed.clone())>"×"</button>
        </div>
    }
}

fn used_entry(filter: String, on_choose: Callback<String>) -> impl IntoView {
    let (chosen, whole) = (filter.clone(), filter.clone());
    view! {
        <button type="button" class="ws-button ws-button--quiet ws-filter-bar__old" title=whole data-testid="filter-used" on:click=move |_| on_choose.run(chosen.clone())>
            <span class="ws-filter-bar__word">{filter}</span>
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_one_is_first_and_nothing_is_there_twice() {
        let mut remembered = Remembered::default();
        for filter in [
            "tcp",
            "udp",
            " tcp ",
            "",
            "tcp.port == 80",
            "tcp.port == 80 && score > 0.9",
        ] {
            remembered.insert(filter);
        }
        assert_eq!(remembered.0, ["tcp.port == 80 && score > 0.9", "udp"]);
        (0..50).for_each(|n| remembered.insert(&format!("row == {n}")));
        assert_eq!(remembered.0.len(), N_USED);
    }

    #[test]
    fn a_name_is_there_once_and_names_are_in_order() {
        let mut saved = Saved::default();
        saved.insert("web", "tcp.port == 80");
        saved.insert("dns", "dns");
        saved.insert(" web ", "tcp.port in {80, 443}");
        saved.insert("", " score > 0.9 ");
        let names: Vec<_> = saved.0.iter().map(|named| named.name.as_str()).collect();
        assert_eq!(names, ["dns", "score > 0.9", "web"]);
        assert_eq!(saved.0[2].filter, "tcp.port in {80, 443}");
        saved.remove("dns");
        assert_eq!(saved.0.len(), 2);
    }
}
