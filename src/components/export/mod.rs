//! Saves what was found: which kind of file, about what, with addresses or without.

mod choice;
mod save;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{Filter, ReportFormat, ReportScope, TableSlot};

use crate::actions::{PageContext, Panel};
use crate::client::Client;
use crate::components::dialog::Dialog;
use crate::components::field::Segments;
use crate::state::Session;
use choice::Choice;
use save::{Said, Wish};

/// The button that opens the dialog.
#[component]
pub fn ExportButton(
    /// The table.
    table: TableSlot,
) -> impl IntoView {
    let page = expect_context::<PageContext>();
    let open = move |_| page.open(Panel::Export { table, incident: None });
    view! {
        <button type="button" class="ws-button ws-page-head__action" data-testid="export" on:click=open>
            <svg class="ws-icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M8 2.5v7M5 7l3 3 3-3M3 13h10" /></svg>
            "Export\u{2026}"
        </button>
    }
}

/// The dialog.
#[component]
pub fn ExportDialog(
    /// The page that it is over.
    page: PageContext,
    /// The table.
    table: TableSlot,
    /// The incident's number, where it is about one only.
    incident: Option<u32>,
) -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let client = expect_context::<Client>();
    let noun = session.with_untracked(Session::noun);
    let filter = session.with_untracked(|session| session.filter.clone());
    let choice = RwSignal::new(Choice::Report(ReportFormat::Html));
    let scope = RwSignal::new(ReportScope::All);
    let pseudonymise = RwSignal::new(false);
    let is_busy = RwSignal::new(false);
    let said = RwSignal::new(None::<Said>);
    let title = incident.map_or_else(|| "Export".to_owned(), |number| format!("Export incident {number}"));
    let note = (incident.is_none() && !filter.is_empty()).then(|| {
        view! { <p class="ws-export__note" data-testid="export-filtered">"Only what passes the filter."</p> }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        is_busy.set(true);
        said.set(None);
        let wish = Wish {
            table,
            incident,
            choice: choice.get_untracked(),
            scope: scope.get_untracked(),
            filter: if incident.is_some() {
                Filter::default()
            } else {
                filter.clone()
            },
            pseudonymise: pseudonymise.get_untracked(),
        };
        spawn_local(async move {
            let result = save::save(client, wish).await;
            // The dialog may be closed by then.
            drop((is_busy.try_set(false), said.try_set(Some(result))));
        });
    };
    let choices = Choice::all(noun, incident.is_some());
    let choices = choices
        .into_iter()
        .map(|one| view! { <FormatOption one=one choice=choice /> })
        .collect_view();
    view! {
        <Dialog title=title class="ws-export" testid="export-dialog" on_close=move |()| page.close()>
            <form class="ws-export__form" on:submit=submit>
                <fieldset class="ws-export__formats">
                    <legend>"File"</legend>
                    {choices}
                </fieldset>
                <Show when=move || incident.is_none() && choice.get().has_scope()>
                    <Segments label="About" name="export-scope" options=scopes() value=scope on_change=move |wanted| scope.set(wanted) />
                </Show>
                <Pseudonymise choice=choice value=pseudonymise />
                {note}
                <div class="ws-export__actions">
                    <button type="submit" class="ws-button ws-button--primary" disabled=is_busy data-testid="export-save">
                        {move || if is_busy.get() { "Writing\u{2026}" } else { "Save" }}
                    </button>
                    <p class="ws-export__said" role="status" data-testid="export-said" class:ws-export__said--failed=move || said.with(|said| matches!(said, Some(Err(_))))>
                        {move || said.get().map(|said| said.unwrap_or_else(|failure| failure))}
                    </p>
                </div>
            </form>
        </Dialog>
    }
}

fn scopes() -> Vec<(ReportScope, String)> {
    let name = |scope| match scope {
        ReportScope::All => "Both",
        ReportScope::Incidents => "Incidents",
        ReportScope::Anomalies => "Anomalies",
    };
    ReportScope::ALL.map(|scope| (scope, name(scope).to_owned())).into()
}

#[component]
fn FormatOption(one: Choice, choice: RwSignal<Choice>) -> impl IntoView {
    view! {
        <label class="ws-export__format">
            <input
                type="radio"
                name="export-format"
                value=one.id()
                data-testid=format!("export-{}", one.id())
                prop:checked=move || choice.get() == one
                on:change=move |_| choice.set(one)
            />
            <span>
                <strong>{one.title()}</strong>
                <span class="ws-export__about">{one.about()}</span>
            </span>
        </label>
    }
}

/// Off and shut, with the reason, for files that keep what they were made of.
#[component]
fn Pseudonymise(choice: RwSignal<Choice>, value: RwSignal<bool>) -> impl IntoView {
    let about = move || match choice.get().pseudonymises() {
        Ok(()) => {
            "Subnets stay recognisable, nobody has the key. Ports, times and sizes stay: who knows the traffic may know it again."
        }
        Err(why) => why,
    };
    let is_shut = move || choice.get().pseudonymises().is_err();
    view! {
        <label class="ws-export__format">
            <input
                type="checkbox"
                data-testid="export-pseudonymise"
                disabled=is_shut
                prop:checked=move || value.get() && !is_shut()
                on:change=move |event| value.set(event_target_checked(&event))
            />
            <span>
                <strong>"Replace addresses and host names"</strong>
                <span class="ws-export__about">{about}</span>
            </span>
        </label>
    }
}
