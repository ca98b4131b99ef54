//! The search palette: type what is wanted, press Enter.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::dialog::Dialog;
use super::key_help::KeysView;
use crate::actions::{Action, Key, PageContext, all, search};

/// What a line of the palette does.
#[derive(Clone)]
enum Entry {
    /// An action of the table.
    Action(Action),
    /// What was typed becomes the filter.
    Filter(String),
}

impl Entry {
    fn title(&self) -> String {
        match self {
            Self::Action(action) => action.title.to_owned(),
            Self::Filter(text) => format!("Filter by {text}"),
        }
    }

    fn group(&self) -> &'static str {
        match self {
            Self::Action(action) => action.group.title(),
            Self::Filter(_) => "Filter",
        }
    }

    fn key(&self) -> Option<Key> {
        match self {
            Self::Action(action) => action.key,
            Self::Filter(_) => None,
        }
    }

    fn run(self, page: PageContext) {
        match self {
            Self::Action(action) => action.run(page),
            Self::Filter(text) => page.filter_by(text),
        }
    }
}

/// What can be done now and fits what is typed.
fn entries(page: PageContext, typed: &str) -> Vec<Entry> {
    let possible: Vec<_> = all().into_iter().filter(|action| action.is_possible(page)).collect();
    let found = search(&possible, typed).into_iter().map(Entry::Action);
    let filter = (page.can_filter() && !typed.trim().is_empty()).then(|| Entry::Filter(typed.trim().to_owned()));
    found.chain(filter).collect()
}

/// The palette.
#[component]
pub fn Palette(
    /// What its actions act on.
    page: PageContext,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let active = RwSignal::new(0_usize);
    let found = Signal::derive(move || entries(page, &typed.read()));
    let choose = move |entry: Entry| {
        // Closed first: closing gives the focus back, and the action may take it elsewhere.
        page.close();
        request_animation_frame(move || entry.run(page));
    };
    let on_key = move |event: KeyboardEvent| {
        let n = found.with_untracked(Vec::len).max(1);
        match event.key().as_str() {
            "ArrowDown" => active.update(|at| *at = (*at + 1) % n),
            "ArrowUp" => active.update(|at| *at = (*at + n - 1) % n),
            "Home" => active.set(0),
            "End" => active.set(n - 1),
            "Enter" => {
                if let Some(entry) = found.with_untracked(|found| found.get(active.get_untracked()).cloned()) {
                    choose(entry);
                }
            }
            _ => return,
        }
        event.prevent_default();
        reveal(active.get_untracked());
    };
    let list = move || {
        found
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, entry)| line(at, entry, active, choose))
            .collect_view()
    };
    view! {
        <Dialog title="Search for anything to do" is_bare=true class="ws-palette" testid="palette" on_close=move |()| page.close()>
            <Field typed=typed active=active n_found=Signal::derive(move || found.with(Vec::len)) on_key=on_key />
            <ul id="palette-list" class="ws-palette__list" role="listbox" aria-label="What can be done">{list}</ul>
            <Show when=move || found.with(Vec::is_empty)>
                <p class="ws-palette__none" role="status">"Nothing here is called that."</p>
            </Show>
        </Dialog>
    }
}

/// Where the wish is typed.
#[component]
fn Field(
    typed: RwSignal<String>,
    active: RwSignal<usize>,
    n_found: Signal<usize>,
    #[prop(into)] on_key: Callback<KeyboardEvent>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    view! {
        <input
            class="ws-palette__input"
            type="text"
            role="combobox"
            aria-label="What do you want to do?"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-activedescendant=move || (active.get() < n_found.get()).then(|| id(active.get()))
            placeholder="What do you want to do?"
            autocomplete="off"
            spellcheck="false"
            autofocus=true
            data-testid="palette-input"
            node_ref=node
            prop:value=typed
            on:input=move |event| {
                typed.set(event_target_value(&event));
                active.set(0);
            }
            on:keydown=move |event| on_key.run(event)
        />
    }
}

fn line(at: usize, entry: Entry, active: RwSignal<usize>, choose: impl Fn(Entry) + Copy + 'static) -> impl IntoView {
    let (title, group, key) = (entry.title(), entry.group(), entry.key());
    view! {
        <li
            id=id(at)
            class="ws-palette__line"
            class:ws-palette__line--active=move || active.get() == at
            role="option"
            aria-selected=move || (active.get() == at).to_string()
            on:mousemove=move |_| active.set(at)
            on:click=move |_| choose(entry.clone())
        >
            <span class="ws-palette__title">{title}</span>
            <span class="ws-palette__group">{group}</span>
            {key.map(|key| view! { <KeysView key=key /> })}
        </li>
    }
}

fn id(at: usize) -> String {
    format!("palette-{at}")
}

/// Scrolls a line into view.
fn reveal(at: usize) {
    if let Some(line) = document().get_element_by_id(&id(at)) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        line.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
