//! The cases that are kept: a list to open, rename, export and delete.

mod entry;
mod status;
mod storage;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{CaseInfo, CaseList};

use crate::client::{Client, RequestError};
use crate::components::card::Card;
use crate::state::{EngineStatus, Session};
use entry::Entry;
pub use status::CaseStatus;
use storage::StorageLine;

/// The list, once there is something to list or to say about it.
#[component]
pub fn Cases() -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let client = expect_context::<Client>();
    let list = RwSignal::new(CaseList::default());
    let take = Callback::new(move |answer: Result<CaseList, RequestError>| match answer {
        Ok(answer) => list.set(answer),
        Err(RequestError::Failed(report)) => session.update(|session| session.show(report, false)),
        Err(_) => {}
    });
    let n_changes = Memo::new(move |_| {
        session.with(|session| (session.engine == EngineStatus::Ready).then_some(session.case.n_changes))
    });
    Effect::new(move |_| {
        if n_changes.get().is_some() {
            spawn_local(async move {
                // The list may be gone when its answer comes.
                take.try_run(client.cases().await);
            });
        }
    });
    let is_shown = Memo::new(move |_| list.with(|list| !list.cases.is_empty() || list.unavailable.is_some()));
    let cases = Memo::new(move |_| list.with(|list| list.cases.clone()));
    let storage = Memo::new(move |_| list.with(|list| list.storage));
    let unavailable = Memo::new(move |_| list.with(|list| list.unavailable.clone()));
    view! {
        <Show when=move || is_shown.get()>
            <Card title="Your cases" note="Saved in this browser as you work, and nowhere else" class="ws-cases">
                {move || unavailable.get().map(|why| view! { <p data-testid="cases-unavailable">{why}</p> })}
                <ul class="ws-cases__list" data-testid="cases">
                    <For each=move || cases.get() key=key let:case>
                        <Entry case=case on_list=take />
                    </For>
                </ul>
                <StorageLine storage=storage cases=cases on_list=take />
            </Card>
        </Show>
    }
}

/// An entry is made anew when anything of it changes.
fn key(case: &CaseInfo) -> (String, String, u64, bool) {
    (
        case.id.0.clone(),
        case.name.clone(),
        case.changed.to_bits(),
        case.has_result,
    )
}
