//! A button that opens the browser's file picker.

use leptos::prelude::*;
use web_sys::File;

use crate::browser;

/// A real file input, dressed as a button.
#[component]
pub fn FileButton(
    /// What the button says.
    #[prop(into)]
    label: String,
    /// The id of the input for tests.
    #[prop(into)]
    testid: String,
    /// Whether it is the main thing to do.
    #[prop(optional)]
    is_primary: bool,
    /// Whether nothing can be opened now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The file that was chosen.
    #[prop(into)]
    on_file: Callback<File>,
) -> impl IntoView {
    view! {
        <label class="ws-button ws-file-button" class:ws-button--primary=is_primary class:ws-button--disabled=disabled>
            <input
                type="file"
                class="ws-file-button__input"
                accept=browser::ACCEPTED
                data-testid=testid
                disabled=disabled
                on:change=move |event| {
                    if let Some(file) = browser::take_files(&event).into_iter().next() {
                        on_file.run(file);
                    }
                }
            />
            {label}
        </label>
    }
}
