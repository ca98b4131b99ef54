//! What can be done to a version.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{VersionInfo, VersionList};

use crate::client::{Client, RequestError};
use crate::state::Session;

/// Takes the list after a change, or why there was none.
pub(super) type Answered = Callback<Result<VersionList, RequestError>>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Doing {
    Nothing,
    Renaming,
    Deleting,
}

/// Its buttons; what needs an answer asks in their place.
#[component]
pub fn VersionActions(version: VersionInfo, is_current: bool, on_list: Answered) -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let client = expect_context::<Client>();
    let doing = RwSignal::new(Doing::Nothing);
    let is_busy = Memo::new(move |_| session.with(|session| session.job.is_some()));
    let id = version.id;
    let name = StoredValue::new(version.name);
    let use_it = move |_| client.use_version(id, name.get_value());
    let delete = move |_| {
        spawn_local(async move {
            on_list.try_run(client.delete_version(id).await);
        });
    };
    move || {
        match doing.get() {
        Doing::Nothing => view! {
            <div class="ws-versions__actions">
                <button type="button" class="ws-button" data-testid="version-use" disabled=move || is_current || is_busy.get() on:click=use_it>
                    {if is_current { "In use" } else { "Use it" }}
                </button>
                <button type="button" class="ws-button ws-button--quiet" data-testid="version-rename" on:click=move |_| doing.set(Doing::Renaming)>
                    "Rename"
                </button>
                <button type="button" class="ws-button ws-button--quiet" data-testid="version-export" on:click=move |_| export(client, id)>
                    "Export"
                </button>
                <button
                    type="button"
                    class="ws-button ws-button--quiet"
                    data-testid="version-delete"
                    disabled=is_current
                    title=is_current.then_some("The results are of this model: go to another one first")
                    on:click=move |_| doing.set(Doing::Deleting)
                >
                    "Delete…"
                </button>
            </div>
        }
        .into_any(),
        Doing::Renaming => view! { <Rename id name=name.get_value() doing on_list /> }.into_any(),
        Doing::Deleting => view! {
            <div class="ws-versions__actions">
                <button type="button" class="ws-button ws-button--primary" data-testid="version-delete-yes" on:click=delete>
                    "Delete for good"
                </button>
                <button type="button" class="ws-button" on:click=move |_| doing.set(Doing::Nothing)>"Keep it"</button>
            </div>
        }
        .into_any(),
    }
    }
}

#[component]
fn Rename(
    id: wiresift_engine::message::VersionId,
    name: String,
    doing: RwSignal<Doing>,
    on_list: Answered,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let name = RwSignal::new(name);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        spawn_local(async move {
            let answer = client.rename_version(id, name.get_untracked()).await;
            doing.try_set(Doing::Nothing);
            on_list.try_run(answer);
        });
    };
    view! {
        <form class="ws-versions__actions" on:submit=submit>
            <input
                class="ws-input"
                aria-label="Name of the model"
                maxlength="200"
                autofocus
                data-testid="version-name-input"
                prop:value=name
                on:input=move |event| name.set(event_target_value(&event))
            />
            <button type="submit" class="ws-button ws-button--primary" data-testid="version-rename-save">"Save name"</button>
        </form>
    }
}

fn export(client: Client, id: wiresift_engine::message::VersionId) {
    spawn_local(async move { client.save(client.export_version(id).await, "application/zip") });
}
