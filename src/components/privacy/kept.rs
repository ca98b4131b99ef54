//! What the browser keeps, and the button that deletes it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::format;
use crate::privacy::{Kept, delete_later, kept};

/// What is stored.
#[component]
pub(super) fn KeptView() -> impl IntoView {
    let found = RwSignal::new(None::<Kept>);
    spawn_local(async move {
        let now = kept().await;
        found.try_set(Some(now));
    });
    let is_sure = RwSignal::new(false);
    let delete = move |_| {
        if is_sure.get_untracked() {
            delete_later();
        } else {
            is_sure.set(true);
        }
    };
    view! {
        <section class="ws-privacy__part" data-testid="privacy-kept">
            <h3>"What this browser keeps"</h3>
            {move || found.get().map(|kept| list(&kept))}
            <div class="ws-actions">
                <button type="button" class="ws-button" class:ws-button--danger=is_sure data-testid="delete-all" on:click=delete>
                    {move || if is_sure.get() { "Yes, delete all of it" } else { "Delete all…" }}
                </button>
                <Show when=move || is_sure.get()>
                    <span class="ws-actions__note" role="status">"Saved cases, filters and choices go, and the page is loaded anew. This cannot be undone."</span>
                </Show>
            </div>
        </section>
    }
}

fn list(kept: &Kept) -> AnyView {
    if kept.is_empty() {
        return view! { <p data-testid="kept-nothing">"Nothing."</p> }.into_any();
    }
    let line = |name: &'static str, value: String| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let some = |names: &[String]| (!names.is_empty()).then(|| names.join(", "));
    view! {
        <dl class="ws-privacy__kept">
            {some(&kept.databases).map(|names| line("Saved work", names))}
            {kept.choices.iter().map(|(name, text)| choice(name, text)).collect_view()}
            {some(&kept.copies).map(|names| line("The program, for use without a network", names))}
            {kept.n_bytes.map(|n| line("All of it", format::bytes(super::requests::whole(n))))}
        </dl>
    }
    .into_any()
}

/// A choice, and what it holds, whole: nothing of it is secret from its owner.
fn choice(name: &str, text: &str) -> impl IntoView {
    view! {
        <div>
            <dt>{name.to_owned()}</dt>
            <dd><code>{text.to_owned()}</code></dd>
        </div>
    }
}
