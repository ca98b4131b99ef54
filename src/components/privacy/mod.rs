//! What leaves this tab, and what stays: the policy, the requests, the storage.

mod kept;
mod requests;

use leptos::prelude::*;

use super::dialog::Dialog;
use crate::actions::PageContext;
use crate::privacy::{meaning, policy};
use kept::KeptView;
use requests::Requests;

/// The panel.
#[component]
pub fn PrivacyPanel(
    /// For closing it.
    page: PageContext,
) -> impl IntoView {
    view! {
        <Dialog title="Privacy" class="ws-privacy" testid="privacy" on_close=move |()| page.close()>
            <p class="ws-privacy__lead">
                "Your captures and tables are read, analysed and kept in this browser. There is no server behind this page that could take them, and the browser itself stops the page from sending them elsewhere."
            </p>
            <Requests />
            <KeptView />
            <Policy />
        </Dialog>
    }
}

/// The content policy in words.
#[component]
fn Policy() -> impl IntoView {
    let line = |(name, allowed): (String, String)| {
        let about = meaning(&name);
        view! {
            <tr>
                <th scope="row"><code>{name}</code></th>
                <td><code>{allowed}</code></td>
                <td>{about}</td>
            </tr>
        }
    };
    view! {
        <section class="ws-privacy__part" data-testid="privacy-policy">
            <h3>"What the browser allows this page"</h3>
            <p class="ws-card__note">"The page's content policy, word for word. 'self' is the site that you opened; blob: and data: are made in this tab."</p>
            <div class="ws-scroll" tabindex="0" role="region" aria-label="Content policy">
                <table class="ws-table">
                    <thead>
                        <tr><th scope="col">"Directive"</th><th scope="col">"Allowed"</th><th scope="col">"For"</th></tr>
                    </thead>
                    <tbody>{policy().into_iter().map(line).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}
