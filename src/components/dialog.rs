//! A box over the page: the browser's own modal dialog, which keeps the focus in it and gives it back.

use leptos::html;
use leptos::prelude::*;

/// A modal dialog, open for as long as it is on the page.
#[component]
pub fn Dialog(
    /// Its heading.
    #[prop(into)]
    title: String,
    /// Whether the heading is for screen readers only.
    #[prop(optional)]
    is_bare: bool,
    /// More classes.
    #[prop(optional, into)]
    class: String,
    /// Its id for tests.
    #[prop(into)]
    testid: String,
    /// It was closed: by Escape, by its button, by a click beside it.
    #[prop(into)]
    on_close: Callback<()>,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            // Refused only where it is open already.
            drop(dialog.show_modal());
        }
    });
    let is_beside = move |event: &leptos::ev::MouseEvent| {
        let dialog = node.get_untracked().map(web_sys::EventTarget::from);
        dialog.is_some() && event.target() == dialog
    };
    let heading = title.clone();
    view! {
        <dialog
            class=format!("ws-dialog {class}")
            aria-label=title
            data-testid=testid
            node_ref=node
            on:close=move |_| on_close.run(())
            on:click=move |event| if is_beside(&event) { on_close.run(()) }
        >
            <div class="ws-dialog__box">
                {(!is_bare)
                    .then(|| {
                        view! {
                            <header class="ws-dialog__head">
                                <h2 class="ws-dialog__title">{heading}</h2>
                                <button type="button" class="ws-button ws-button--quiet ws-button--icon" aria-label="Close" data-testid="dialog-close" on:click=move |_| on_close.run(())>
                                    <svg class="ws-icon" viewBox="0 0 16 16" aria-hidden="true"><path d="m4 4 8 8M12 4l-8 8" /></svg>
                                </button>
                            </header>
                        }
                    })}
                {children()}
            </div>
        </dialog>
    }
}
