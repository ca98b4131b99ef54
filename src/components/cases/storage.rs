//! How much room the cases take, and what to do when there is none.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{CaseInfo, CaseList, StorageInfo};

use crate::browser;
use crate::client::{Client, RequestError};
use crate::format;
use crate::state::{Saving, Session};

/// One line under the list.
#[component]
pub fn StorageLine(
    /// What the browser says of the room.
    storage: Memo<Option<StorageInfo>>,
    /// The cases, the last changed first.
    cases: Memo<Vec<CaseInfo>>,
    /// The list changed, or could not be.
    on_list: Callback<Result<CaseList, RequestError>>,
) -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let client = expect_context::<Client>();
    let failed = Memo::new(move |_| {
        session.with(|session| match &session.case.saving {
            Saving::Failed { is_full, .. } => Some(*is_full),
            _ => None,
        })
    });
    let is_kept = RwSignal::new(false);
    let used = move || {
        let storage = storage.get()?;
        let (used, quota) = (format::bytes(whole(storage.used)), format::bytes(whole(storage.quota)));
        Some(format!(
            "{used} of {quota} that this browser has for Wiresift are used."
        ))
    };
    let may_be_cleared = move || {
        let is_persistent = storage.get().is_none_or(|storage| storage.is_persistent);
        !is_persistent && !is_kept.get()
    };
    let keep = move |_| {
        spawn_local(async move {
            is_kept.try_set(browser::keep_storage().await);
        });
    };
    // Never the open one, and only when the analyst says so.
    let oldest = Memo::new(move |_| {
        let open = session.with(|session| session.case.open.as_ref().map(|case| case.id.clone()));
        let is_full = failed.get() == Some(true);
        cases
            .get()
            .into_iter()
            .rev()
            .find(|case| is_full && Some(&case.id) != open.as_ref())
    });
    view! {
        <div class="ws-cases__storage">
            <span>{used}</span>
            <Show when=may_be_cleared>
                <span>"The browser may clear it when the disk fills up."</span>
                <button type="button" class="ws-button ws-button--quiet" data-testid="storage-persist" on:click=keep>
                    "Keep it for good"
                </button>
            </Show>
            {move || oldest.get().map(|case| {
                let label = format!("Delete the oldest case, {} ({})", case.name, format::bytes(case.n_bytes));
                let delete = move |_| {
                    let id = case.id.clone();
                    spawn_local(async move { on_list.try_run(client.delete_case(id).await); });
                };
                view! { <button type="button" class="ws-button" data-testid="delete-oldest" on:click=delete>{label}</button> }
            })}
            <Show when=move || failed.get().is_some()>
                <button type="button" class="ws-button" data-testid="save-again" on:click=move |_| client.save_case()>
                    "Try to save again"
                </button>
            </Show>
        </div>
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a size; `as` saturates"
)]
fn whole(bytes: f64) -> u64 {
    bytes as u64
}
