//! The classifier as a file, and without one.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;
use wiresift_engine::message::ClassifierAction;

use crate::client::{Client, RequestError};
use crate::components::card::Card;
use crate::components::file_button::FileButton;

/// Export, import, remove.
#[component]
pub(super) fn FileActions(is_busy: Signal<bool>) -> impl IntoView {
    let client = expect_context::<Client>();
    let forget = move |_| {
        spawn_local(async move { show(client, client.classifier(ClassifierAction::Forget).await) });
    };
    view! {
        <div class="ws-actions">
            <button type="button" class="ws-button" data-testid="classifier-export" on:click=move |_| export(client)>
                "Export"
            </button>
            <FileButton label="Import another" testid="classifier-import" disabled=is_busy on_file=move |file| import(client, file) />
            <button type="button" class="ws-button ws-button--quiet" data-testid="classifier-forget" disabled=is_busy on:click=forget>
                "Remove"
            </button>
            <span class="ws-actions__note">
                "One .safetensors file: tensors, settings, figures, and nothing that runs. " <code>"wiresift classify --model"</code> " takes it, too."
            </span>
        </div>
    }
}

/// A way to bring a classifier where there is none.
#[component]
pub(super) fn Import(is_busy: Signal<bool>) -> impl IntoView {
    let client = expect_context::<Client>();
    view! {
        <Card title="Or bring one" note="A .safetensors file from here or from `wiresift train`, for a table with the same columns.">
            <div class="ws-actions">
                <FileButton label="Import a classifier" testid="classifier-import" disabled=is_busy on_file=move |file| import(client, file) />
            </div>
        </Card>
    }
}

fn import(client: Client, file: File) {
    spawn_local(async move { show(client, client.import_classifier(file).await) });
}

fn show(client: Client, answer: Result<(), RequestError>) {
    if let Err(RequestError::Failed(report)) = answer {
        client.show(report);
    }
}

fn export(client: Client) {
    spawn_local(async move { client.save(client.export_classifier().await, "application/octet-stream") });
}
