//! Filters that were in force before, kept by the browser.

use leptos::prelude::*;

/// The key in the browser's storage.
const KEY: &str = "wiresift-filters";

/// Filters that are remembered.
const N_REMEMBERED: usize = 20;

/// Filters, the last one first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Remembered(Vec<String>);

impl Remembered {
    /// Those that the browser keeps; none where it keeps nothing.
    pub(super) fn load() -> Self {
        let stored = window().local_storage().ok().flatten();
        let text = stored.and_then(|storage| storage.get_item(KEY).ok().flatten());
        let filters = text.and_then(|text| serde_json::from_str(&text).ok());
        Self(filters.unwrap_or_default())
    }

    /// Remembers one more.
    pub(super) fn add(mut self, filter: &str) {
        self.insert(filter);
        if let Ok(Some(storage)) = window().local_storage()
            && let Ok(text) = serde_json::to_string(&self.0)
        {
            // A browser that keeps nothing forgets the filter with the page.
            drop(storage.set_item(KEY, &text));
        }
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
        self.0.truncate(N_REMEMBERED);
    }
}

/// A menu of filters used before.
#[component]
pub(super) fn History(
    /// The filter in the field: the menu is made anew when it changes.
    bar_text: RwSignal<String>,
    /// One was chosen.
    #[prop(into)]
    on_choose: Callback<String>,
) -> impl IntoView {
    let entry = move |filter: String| {
        let chosen = filter.clone();
        view! {
            <button type="button" class="ws-button ws-button--quiet ws-filter-bar__old" on:click=move |_| on_choose.run(chosen.clone())>
                {filter}
            </button>
        }
    };
    let entries = move || {
        bar_text.track();
        let Remembered(filters) = Remembered::load();
        if filters.is_empty() {
            return view! { <p class="ws-card__note">"Filters that you use are kept here, on this machine."</p> }
                .into_any();
        }
        filters.into_iter().map(entry).collect_view().into_any()
    };
    view! {
        <details class="ws-menu">
            <summary class="ws-button" data-testid="filter-history">"Recent"</summary>
            <div class="ws-menu__box ws-filter-bar__history">{entries}</div>
        </details>
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
        assert_eq!(remembered.0.len(), N_REMEMBERED);
    }
}
