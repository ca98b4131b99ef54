//! Light and dark: as the system says, or as the analyst chose, which is kept in the browser's storage.
//!
//! `www/theme.js` sets the choice before the first paint; here it can be changed and followed.

use leptos::prelude::*;
use leptos_use::use_media_query;

const KEY: &str = "wiresift-theme";

/// A look of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark text on light.
    Light,
    /// Light text on dark.
    Dark,
}

impl Theme {
    /// As the root element's `data-theme` says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Light => Self::Dark,
            Self::Dark => Self::Light,
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Light, Self::Dark].into_iter().find(|theme| theme.name() == name)
    }
}

/// The theme that is shown, and the analyst's choice.
#[derive(Clone, Copy)]
pub struct ThemeContext {
    chosen: RwSignal<Option<Theme>>,
    /// What is shown.
    pub current: Signal<Theme>,
}

impl ThemeContext {
    /// Chooses, and keeps the choice.
    pub fn choose(&self, theme: Theme) {
        // Before the signal, so that charts that follow it read the new colours.
        if let Some(root) = document().document_element() {
            drop(root.set_attribute("data-theme", theme.name()));
        }
        self.chosen.set(Some(theme));
        if let Ok(Some(storage)) = window().local_storage() {
            // A full or forbidden storage only costs the memory of the choice.
            drop(storage.set_item(KEY, theme.name()));
        }
    }
}

/// Makes [`ThemeContext`] available to every component below.
pub fn provide() {
    let chosen = RwSignal::new(stored());
    let prefers_dark = use_media_query("(prefers-color-scheme: dark)");
    let current = Signal::derive(move || {
        chosen
            .get()
            .unwrap_or(if prefers_dark.get() { Theme::Dark } else { Theme::Light })
    });
    provide_context(ThemeContext { chosen, current });
}

/// The theme that is shown.
pub fn current() -> Signal<Theme> {
    expect_context::<ThemeContext>().current
}

fn stored() -> Option<Theme> {
    let storage = window().local_storage().ok()??;
    Theme::from_name(&storage.get_item(KEY).ok()??)
}
