//! Step one: a file.

use leptos::prelude::*;
use wiresift_engine::message::TableSlot;

use crate::actions::PageContext;
use crate::client::Client;
use crate::components::cases::Cases;
use crate::components::file_button::FileButton;
use crate::components::job_progress::JobProgress;
use crate::components::tour::TourOffer;
use crate::state::{EngineStatus, JobKind, Session};

/// Choose a file, or the sample.
#[component]
pub fn LoadPage() -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let client = expect_context::<Client>();
    let page = expect_context::<PageContext>();
    let job = Memo::new(move |_| {
        let is_ours = |kind: &JobKind| {
            matches!(
                kind,
                JobKind::Restore { .. }
                    | JobKind::Open {
                        slot: TableSlot::Training,
                        ..
                    }
            )
        };
        session.with(|session| session.job.clone().filter(|job| is_ours(&job.kind)))
    });
    let cannot_open = Memo::new(move |_| {
        session.with(|session| session.job.is_some() || session.engine == EngineStatus::Unavailable)
    });
    let open = move |file| client.open(TableSlot::Training, file);
    view! {
        <div class="ws-load">
            <h1 class="ws-load__title">"Find what is unusual in your network traffic"</h1>
            <p class="ws-load__lead">
                "Drop a packet capture or a table of flows. Four detectors learn what is ordinary in it, vote on every flow, and rank what is not. All of it runs in this tab."
            </p>
            <section class="ws-load__zone" data-testid="drop-zone" aria-label="Load a capture or a table">
                <Show
                    when=move || job.with(Option::is_some)
                    fallback=move || {
                        view! {
                            <svg class="ws-load__icon" viewBox="0 0 48 48" aria-hidden="true">
                                <path d="M12 6h16l8 8v28H12zM28 6v8h8M18 24h12M18 30h12M18 36h7" />
                            </svg>
                            <p class="ws-load__hint">"Drop a capture, a table or a case anywhere in this window"</p>
                            <div class="ws-load__actions">
                                <FileButton label="Choose a file…" testid="file-input" is_primary=true disabled=cannot_open on_file=open />
                                <button type="button" class="ws-button" data-testid="try-sample" disabled=cannot_open on:click=move |_| page.open_sample_capture() title="An office network with six attacks in it, from the file to its anomalies">
                                    "Try it on a sample capture"
                                </button>
                                <button type="button" class="ws-button ws-button--quiet" data-testid="try-sample-table" disabled=cannot_open on:click=move |_| page.open_sample_table() title="A labelled table of 1,000 flows">
                                    "Sample table"
                                </button>
                            </div>
                            <p class="ws-load__note">
                                {move || match session.with(|session| session.engine.clone()) {
                                    EngineStatus::Starting => "The engine is starting…",
                                    EngineStatus::Ready => "pcap and pcapng of any size; CSV, TSV, Zeek and Suricata logs as large as your memory; plain or gzip",
                                    EngineStatus::Unavailable => "The engine is not running",
                                }}
                            </p>
                        }
                    }
                >
                    <JobProgress job=job on_cancel=move |()| client.cancel() />
                </Show>
            </section>
            <TourOffer />
            <Cases />
            <Formats />
        </div>
    }
}

#[component]
fn Formats() -> impl IntoView {
    let formats = [
        (
            "Captures",
            "pcap, pcapng: Ethernet, Wi-Fi, cooked, raw IP, PPP and more; tunnels are opened",
        ),
        (
            "Zeek and Suricata",
            "conn.log as text or JSON lines; eve.json, its alerts as labels",
        ),
        (
            "KDD Cup 1999",
            "41 features and a label, with or without a header; full or 10%",
        ),
        ("NSL-KDD", "the same with a difficulty, which is set aside"),
        (
            "10-feature flows",
            "packet_size, duration, src_bytes, dst_bytes, protocol_type, flag, ports, rates",
        ),
        (
            "Flow tables of data sets",
            "Argus and CTU-13, CICFlowMeter, UNSW-NB15, ToN-IoT, IoT-23",
        ),
        (
            "Any other table",
            "types, identifiers, timestamps and the label are guessed, and yours to change",
        ),
    ];
    view! {
        <section class="ws-load__formats" aria-label="What is recognised">
            <h2 class="ws-load__subtitle">"What is recognised"</h2>
            <dl class="ws-load__list">
                {formats
                    .into_iter()
                    .map(|(name, text)| {
                        view! {
                            <div>
                                <dt>{name}</dt>
                                <dd>{text}</dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
        </section>
    }
}
