//! Finding the sidecar, and what to do when it is not there.

use leptos::prelude::*;
use wiresift_engine::message::{ErrorReport, LiveLink};

use crate::client::Client;
use crate::components::card::Card;
use crate::live::{Word, parse_address};
use crate::{browser, format};

/// How to get to the sidecar.
#[component]
pub fn Connect() -> impl IntoView {
    let client = expect_context::<Client>();
    let live = client.live();
    let address = RwSignal::new(String::new());
    let is_wrong = RwSignal::new(false);
    let origin = window().location().origin().unwrap_or_default();
    let connect = move || match parse_address(&address.get_untracked()) {
        Some((port, token)) => {
            is_wrong.set(false);
            client.connect(port, token);
        }
        None => is_wrong.set(true),
    };
    view! {
        <Card title="Connect to the sidecar" class="ws-connect">
            <ol class="ws-connect__steps">
                <li>
                    "Start it in a terminal:"
                    <CommandLine parts=["wiresift-sidecar ".to_owned(), "--interface eth0 ".to_owned(), format!("--allow-origin {origin}")] />
                    "Without rights to capture, replay a file: " <code class="ws-connect__code">"--replay capture.pcap"</code> " instead of the interface."
                </li>
                <li>"Paste the address that it prints. The key in it is made anew at every start, and stays in this tab."</li>
                <li>
                    "The browser may ask whether this page may reach devices on your local network. That is the sidecar on this very machine: allow it. Safari refuses pages from https; open the printed address there instead."
                </li>
            </ol>
            <form
                class="ws-connect__form"
                on:submit=move |event| {
                    event.prevent_default();
                    connect();
                }
            >
                <label class="ws-field__label" for="sidecar-address">"Address of the sidecar"</label>
                <div class="ws-connect__row">
                    <input
                        id="sidecar-address"
                        class="ws-input ws-connect__input"
                        type="text"
                        autocomplete="off"
                        spellcheck="false"
                        placeholder="http://127.0.0.1:8947/#token=…"
                        aria-invalid=move || is_wrong.get().then_some("true")
                        aria-describedby="sidecar-address-help"
                        data-testid="sidecar-address"
                        prop:value=move || address.get()
                        on:input=move |event| address.set(event_target_value(&event))
                    />
                    <button type="submit" class="ws-button ws-button--primary" data-testid="sidecar-connect">"Connect"</button>
                </div>
                <p id="sidecar-address-help" class="ws-connect__wrong" role="status">
                    {move || is_wrong.get().then_some("This is no address of a sidecar on this machine. It looks like http://127.0.0.1:8947/#token=…")}
                </p>
            </form>
            {move || link(client, &live.link.get())}
        </Card>
    }
}

/// A command to be typed elsewhere; where the line is too short for it, its parts stay whole.
#[component]
fn CommandLine(parts: [String; 3]) -> impl IntoView {
    let said = RwSignal::new("");
    let command = parts.concat();
    let parts = parts.map(|part| view! { <span>{part}</span> });
    let copy = move |_| {
        browser::copy(&command);
        said.set("Copied");
    };
    view! {
        <div class="ws-connect__command">
            <code class="ws-connect__line" data-testid="sidecar-command">{parts}</code>
            <span class="ws-numbers__said" role="status">{said}</span>
            <button type="button" class="ws-button ws-button--quiet" on:click=copy>"Copy"</button>
        </div>
    }
}

fn link(client: Client, link: &LiveLink) -> AnyView {
    match link {
        LiveLink::Off | LiveLink::On(_) => ().into_any(),
        LiveLink::Connecting => view! { <p role="status" data-testid="live-link">"Connecting…"</p> }.into_any(),
        LiveLink::Waiting { report, seconds } => {
            let again = format!("Trying again in {}.", format::duration(*seconds));
            view! {
                <div class="ws-connect__state" role="status" data-testid="live-link">
                    {words(report)}
                    <p>
                        {again} " "
                        <button type="button" class="ws-button ws-button--quiet" on:click=move |_| client.disconnect()>"Stop trying"</button>
                    </p>
                </div>
            }
            .into_any()
        }
        LiveLink::Refused(report) => view! {
            <div class="ws-connect__state" role="alert" data-testid="live-link">{words(report)}</div>
        }
        .into_any(),
    }
}

fn words(report: &ErrorReport) -> impl IntoView + use<> {
    view! {
        <p class="ws-connect__what">{report.message.clone()}</p>
        {report.hint.clone().map(|hint| view! { <p>{hint}</p> })}
    }
}

/// The last thing that happened, until it is dismissed.
#[component]
pub fn Said() -> impl IntoView {
    let live = expect_context::<Client>().live();
    move || {
        let (what, hint, is_wrong) = match live.word.get()? {
            Word::Fine(text) => (text, None, false),
            Word::Wrong(report) => (report.message, report.hint, true),
        };
        Some(view! {
            <div class="ws-said" class:ws-said--wrong=is_wrong role=if is_wrong { "alert" } else { "status" } data-testid="live-said">
                <p>{what} {hint.map(|hint| format!(" {hint}"))}</p>
                <button type="button" class="ws-button ws-button--quiet" on:click=move |_| live.word.set(None)>"Dismiss"</button>
            </div>
        })
    }
}
