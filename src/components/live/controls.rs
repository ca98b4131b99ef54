//! What is captured: interface and filter, start, pause, stop, save; how the sidecar fares.

use leptos::prelude::*;
use wiresift_engine::message::{
    Capturing, Interface, LiveCommand, LiveLink, Sidecar, SidecarHealth, Source, StartOptions,
};

use crate::client::Client;
use crate::components::card::Card;
use crate::format;
use crate::{browser, components::field::Choice};

/// From where to capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum From {
    Replay,
    /// By its place in the list.
    Interface(usize),
}

/// The capture's controls.
#[component]
pub fn Controls() -> impl IntoView {
    let client = expect_context::<Client>();
    let live = client.live();
    let sidecar = Memo::new(move |_| match live.link.get() {
        LiveLink::On(sidecar) => sidecar,
        _ => Sidecar::default(),
    });
    let chosen = RwSignal::new(None::<From>);
    let filter = RwSignal::new(String::new());
    let from = Memo::new(move |_| chosen.get().or_else(|| first(&sidecar.get(), &live.interfaces.get())));
    let start = move |_| {
        let source = match from.get_untracked() {
            Some(From::Replay) => Some(Source::Replay {}),
            Some(From::Interface(at)) => live
                .interfaces
                .with_untracked(|all| all.get(at).map(|one| Source::Interface { name: one.name.clone() })),
            None => None,
        };
        client.tell_live(LiveCommand::Start(StartOptions {
            source,
            filter: filter.get_untracked().trim().to_owned(),
            ..StartOptions::default()
        }));
    };
    let choices = move || {
        let options = options(&sidecar.get(), &live.interfaces.get());
        let value = Signal::derive(move || from.get().unwrap_or(From::Replay));
        view! { <Choice label="Capture from" options=options value=value testid="live-source" on_change=move |from| chosen.set(Some(from)) /> }
    };
    let is_running = Memo::new(move |_| live.capturing.with(Option::is_some));
    view! {
        <Card title="Capture" class="ws-capture">
            <div class="ws-capture__row">
                <Show
                    when=move || is_running.get()
                    fallback=move || {
                        view! {
                            {choices}
                            <input
                                class="ws-input ws-capture__filter"
                                type="text"
                                spellcheck="false"
                                autocomplete="off"
                                aria-label="Capture filter, in the language of tcpdump"
                                placeholder="Filter, as for tcpdump: not port 22"
                                data-testid="live-filter"
                                disabled=move || from.get() == Some(From::Replay)
                                prop:value=move || filter.get()
                                on:input=move |event| filter.set(event_target_value(&event))
                            />
                            <button type="button" class="ws-button ws-button--primary" data-testid="live-start" on:click=start>"Start"</button>
                        }
                    }
                >
                    <Running />
                </Show>
                <span class="ws-capture__gap"></span>
                <Save can_save=Signal::derive(move || sidecar.get().can_save) />
                <button type="button" class="ws-button ws-button--quiet" data-testid="live-disconnect" on:click=move |_| client.disconnect()>"Disconnect"</button>
            </div>
            <p class="ws-capture__health" data-testid="live-health">
                {move || health(&sidecar.get(), live.health.get().as_ref())}
            </p>
        </Card>
    }
}

/// The replay, or the first interface that is up and not the loopback.
fn first(sidecar: &Sidecar, interfaces: &[Interface]) -> Option<From> {
    if sidecar.can_replay {
        return Some(From::Replay);
    }
    let up = interfaces.iter().position(|one| one.is_up && !one.is_loopback);
    up.or((!interfaces.is_empty()).then_some(0)).map(From::Interface)
}

fn options(sidecar: &Sidecar, interfaces: &[Interface]) -> Vec<(From, String)> {
    let replay = sidecar
        .can_replay
        .then(|| (From::Replay, "Replay of a capture file".to_owned()));
    let interfaces = interfaces.iter().enumerate().map(|(at, one)| {
        let mut words = vec![one.name.clone()];
        words.extend(one.addresses.first().cloned());
        if !one.is_up {
            words.push("down".to_owned());
        }
        (From::Interface(at), words.join(" · "))
    });
    replay.into_iter().chain(interfaces).collect()
}

/// What runs, with pause and stop.
#[component]
fn Running() -> impl IntoView {
    let client = expect_context::<Client>();
    let live = client.live();
    let capturing = Memo::new(move |_| live.capturing.get().unwrap_or_default());
    let is_paused = Memo::new(move |_| capturing.with(|capturing| capturing.is_paused));
    view! {
        <p class="ws-capture__what" data-testid="live-capturing">
            <span class="ws-capture__dot" class:ws-capture__dot--paused=move || is_paused.get() aria-hidden="true"></span>
            {move || capturing.with(running)}
        </p>
        <button
            type="button"
            class="ws-button"
            data-testid="live-pause"
            title="The sidecar keeps what comes meanwhile, up to its limit"
            on:click=move |_| client.tell_live(LiveCommand::Pause(!is_paused.get_untracked()))
        >
            {move || if is_paused.get() { "Go on" } else { "Pause" }}
        </button>
        <button type="button" class="ws-button" data-testid="live-stop" on:click=move |_| client.tell_live(LiveCommand::Stop)>"Stop"</button>
    }
}

fn running(capturing: &Capturing) -> String {
    let mut text = match (capturing.source.as_str(), capturing.is_paused) {
        ("replay", false) => "Replaying a capture".to_owned(),
        (source, false) => format!("Capturing on {source}"),
        (source, true) => format!("Paused: {source}"),
    };
    if !capturing.filter.is_empty() {
        text = [text, capturing.filter.clone()].join(", ");
    }
    if capturing.as_flows {
        text.push_str("; packets are too many, so the sidecar sends flows");
    }
    text
}

/// Saves what was seen: packets by the sidecar, flows as tables in this page.
#[component]
fn Save(can_save: Signal<bool>) -> impl IntoView {
    let client = expect_context::<Client>();
    let live = client.live();
    let has_flows = Memo::new(move |_| {
        live.view.with(|view| {
            view.as_ref()
                .is_some_and(|view| view.counts.n_ended + view.counts.n_open > 0)
        })
    });
    let save = move |_| {
        let name = format::stamped("wiresift-live.pcap", browser::now());
        client.tell_live(LiveCommand::Save(name));
    };
    view! {
        <button
            type="button"
            class="ws-button"
            data-testid="live-save"
            disabled=move || !can_save.get()
            title=move || if can_save.get() { "The sidecar writes the packets that it still holds" } else { "Start the sidecar with --save-folder FOLDER to save packets" }
            on:click=save
        >
            "Save pcap"
        </button>
        <button
            type="button"
            class="ws-button"
            data-testid="live-open"
            disabled=move || !has_flows.get()
            title="Opens the flows seen so far as a table, to filter, explain, mark and save like those of a file"
            on:click=move |_| client.open_live()
        >
            "Open as table"
        </button>
    }
}

fn health(sidecar: &Sidecar, health: Option<&SidecarHealth>) -> String {
    let mut words = vec![format!("Sidecar {}", sidecar.release)];
    let Some(health) = health else {
        return words.remove(0);
    };
    words.extend(
        health
            .usage
            .cpu_cores
            .map(|cores| format!("CPU {:.0}% of a core", cores * 100.0)),
    );
    words.extend(
        health
            .usage
            .memory_bytes
            .map(|bytes| format!("memory {}", format::bytes(bytes))),
    );
    words.push(format::plural(health.n_taken, "packet taken", "packets taken"));
    let drops = &health.drops;
    for (n, cause) in [
        (drops.kernel, "dropped by the kernel"),
        (drops.interface, "dropped by the interface"),
        (drops.queue, "dropped in the sidecar's queue"),
        (drops.slow_reader, "dropped because this page was too slow"),
        (drops.slow_reader_flows, "flows dropped because this page was too slow"),
    ] {
        if n > 0 {
            words.push(format!("{} {cause}", format::count(n)));
        }
    }
    words.join(" · ")
}
