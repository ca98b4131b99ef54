//! Says that a newer version of the site is ready, and waits for the analyst to take it.

use leptos::prelude::*;

use crate::offline::OfflineContext;

/// The notice; nothing without a newer version.
#[component]
pub fn UpdateNotice() -> impl IntoView {
    let offline = expect_context::<OfflineContext>();
    view! {
        <Show when=move || offline.is_update_ready.get()>
            <aside class="ws-update" role="status" data-testid="update-notice">
                <span>"A newer version is ready. Taking it loads the page anew; what is not saved as a case is lost."</span>
                <button type="button" class="ws-button" data-testid="update-now" on:click=move |_| offline.update()>"Use it now"</button>
            </aside>
        </Show>
    }
}
