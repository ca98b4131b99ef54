//! A case in the list.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{CaseInfo, CaseList};

use crate::browser;
use crate::client::{Client, RequestError};
use crate::format;
use crate::state::Session;

type Answered = Callback<Result<CaseList, RequestError>>;

/// What is being done to the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    Nothing,
    Renaming,
    Exporting,
    Deleting,
}

/// A line with its buttons; what needs an answer asks below.
#[component]
pub fn Entry(
    /// The case.
    case: CaseInfo,
    /// The list changed, or could not be.
    on_list: Answered,
) -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let client = expect_context::<Client>();
    let doing = RwSignal::new(Doing::Nothing);
    let id = case.id.clone();
    let is_open =
        Memo::new(move |_| session.with(|session| session.case.open.as_ref().is_some_and(|open| open.id == id)));
    let is_busy = Memo::new(move |_| session.with(|session| session.job.is_some()));
    let open = {
        let (id, name) = (case.id.clone(), case.name.clone());
        move |_| client.open_case(id.clone(), name.clone())
    };
    let button = move |label: &'static str, what: Doing, testid: &'static str| {
        let is_pressed = move || doing.get() == what;
        view! {
            <button
                type="button"
                class="ws-button ws-button--quiet"
                aria-expanded=move || is_pressed().to_string()
                data-testid=testid
                on:click=move |_| doing.set(if is_pressed() { Doing::Nothing } else { what })
            >
                {label}
            </button>
        }
    };
    let (name, label) = (case.name.clone(), case.name.clone());
    let about = about(&case);
    view! {
        <li class="ws-cases__entry" class:ws-cases__entry--open=is_open data-testid="case" aria-label=label>
            <div class="ws-cases__text">
                <strong class="ws-cases__name" data-testid="case-name">{name}</strong>
                <span class="ws-cases__about">{about}</span>
            </div>
            <div class="ws-cases__actions">
                <button type="button" class="ws-button" disabled=is_busy data-testid="case-open" on:click=open>
                    {move || if is_open.get() { "Go on" } else { "Open" }}
                </button>
                {button("Rename", Doing::Renaming, "case-rename")}
                {button("Export…", Doing::Exporting, "case-export")}
                {button("Delete…", Doing::Deleting, "case-delete")}
            </div>
            {move || match doing.get() {
                Doing::Nothing => ().into_any(),
                Doing::Renaming => view! { <Rename case=case.clone() on_list doing /> }.into_any(),
                Doing::Exporting => view! { <Export case=case.clone() doing /> }.into_any(),
                Doing::Deleting => view! { <Delete case=case.clone() on_list doing /> }.into_any(),
            }}
        </li>
    }
}

/// "sample.pcap · 5,012 flows · anomalies found · 2026-11-21 10:32 UTC · 4.1 MB"
fn about(case: &CaseInfo) -> String {
    let changed = format::utc(case.changed);
    let minute = changed.rsplit_once(':').map_or(changed.as_str(), |(minute, _)| minute);
    let mut parts = vec![
        case.source.clone(),
        format::counted(case.n_rows, case.noun),
        if case.has_result {
            "anomalies found"
        } else {
            "not trained yet"
        }
        .to_owned(),
        format!("{minute} UTC"),
        format::bytes(case.n_bytes),
    ];
    if case.source == case.name {
        parts.remove(0);
    }
    if case.is_pseudonymised {
        parts.push("addresses replaced".to_owned());
    }
    parts.join(" · ")
}

#[component]
fn Rename(case: CaseInfo, on_list: Answered, doing: RwSignal<Doing>) -> impl IntoView {
    let client = expect_context::<Client>();
    let name = RwSignal::new(case.name.clone());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let id = case.id.clone();
        spawn_local(async move {
            let answer = client.rename_case(id, name.get_untracked()).await;
            doing.try_set(Doing::Nothing);
            on_list.try_run(answer);
        });
    };
    view! {
        <form class="ws-cases__form" on:submit=submit>
            <input
                class="ws-input ws-cases__input"
                aria-label="Name of the case"
                maxlength="200"
                autofocus
                data-testid="case-name-input"
                prop:value=name
                on:input=move |event| name.set(event_target_value(&event))
            />
            <button type="submit" class="ws-button ws-button--primary" data-testid="case-rename-save">
                "Save name"
            </button>
        </form>
    }
}

#[component]
fn Export(case: CaseInfo, doing: RwSignal<Doing>) -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let client = expect_context::<Client>();
    let pseudonymise = RwSignal::new(false);
    let is_running = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        is_running.set(true);
        let id = case.id.clone();
        spawn_local(async move {
            let exported = client.export_case(id, pseudonymise.get_untracked()).await;
            is_running.try_set(false);
            let failure = match exported {
                Ok((name, bytes)) => {
                    let name = format::stamped(&name, browser::now());
                    browser::save(&name, "application/zip", &bytes).err().map(environment)
                }
                Err(RequestError::Failed(report)) => Some(report),
                Err(error) => Some(environment(error.message())),
            };
            match failure {
                Some(report) => session.update(|session| session.show(report, false)),
                None => drop(doing.try_set(Doing::Nothing)),
            }
        });
    };
    view! {
        <form class="ws-cases__form" on:submit=submit>
            <label class="ws-cases__choice">
                <input
                    type="checkbox"
                    data-testid="case-pseudonymise"
                    prop:checked=pseudonymise
                    on:change=move |event| pseudonymise.set(event_target_checked(&event))
                />
                <span>
                    <strong>"Replace addresses and host names. "</strong>
                    "Subnets stay recognisable as such, labels and notes keep their words, and nobody has the key. Ports, times and sizes stay: who knows the traffic may know it again."
                </span>
            </label>
            <button type="submit" class="ws-button ws-button--primary" disabled=is_running data-testid="case-export-save">
                {move || if is_running.get() { "Writing…" } else { "Export to a file" }}
            </button>
        </form>
    }
}

fn environment(message: String) -> wiresift_engine::message::ErrorReport {
    wiresift_engine::message::ErrorReport {
        kind: wiresift_engine::message::ErrorKind::Environment,
        message,
        hint: None,
    }
}

#[component]
fn Delete(case: CaseInfo, on_list: Answered, doing: RwSignal<Doing>) -> impl IntoView {
    let client = expect_context::<Client>();
    let delete = move |_| {
        let id = case.id.clone();
        spawn_local(async move {
            on_list.try_run(client.delete_case(id).await);
        });
    };
    view! {
        <div class="ws-cases__form">
            <span>"Its table, labels and models are gone for good, unless you exported them."</span>
            <button type="button" class="ws-button ws-button--primary" data-testid="case-delete-yes" on:click=delete>
                "Delete for good"
            </button>
            <button type="button" class="ws-button" on:click=move |_| doing.set(Doing::Nothing)>
                "Keep it"
            </button>
        </div>
    }
}
