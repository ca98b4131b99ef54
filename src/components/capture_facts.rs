//! What a capture held.

use leptos::prelude::*;
use wiresift_engine::message::{CaptureSummary, Overview, Role, Share, SkippedPackets, Talker};

use super::card::{Card, Figure};
use crate::components::copy_table::CopyTable;
use crate::format;

/// A capture in figures.
#[component]
pub fn CaptureFigures(
    /// The capture.
    capture: CaptureSummary,
    /// Its table of flows.
    n_features: u64,
    /// Seconds that the read took.
    seconds_read: f64,
) -> impl IntoView {
    let CaptureSummary {
        n_packets,
        n_bytes,
        captured_bytes,
        n_flows,
        n_flows_not_kept,
        n_evicted,
        first,
        last,
        n_addresses,
        addresses_capped,
        ..
    } = capture;
    let duration = first.zip(last).map_or(0.0, |(first, last)| last - first);
    let n_skipped: u64 = capture.skipped.iter().map(|skip| skip.n_packets).sum();
    let at_least = if addresses_capped { "≥ " } else { "" };
    let cut = (captured_bytes < n_bytes).then(|| format!("{} of these are in the file", format::bytes(captured_bytes)));
    view! {
        <dl class="ws-figures">
            <Figure label="Packets" value=format::count(n_packets) exact=n_packets.to_string() testid="capture-packets" />
            <Figure label="Bytes" value=format::bytes(n_bytes) exact=n_bytes.to_string() testid="capture-bytes" hint=cut.unwrap_or_default() />
            <Figure label="Flows" value=format::count(n_flows) exact=n_flows.to_string() testid="capture-flows" />
            <Figure label="Duration" value=format::duration(duration) exact=duration.to_string() testid="capture-duration" />
            <Figure label="Addresses" value=format!("{at_least}{}", format::count(n_addresses)) exact=n_addresses.to_string() testid="capture-addresses" />
            <Figure label="Skipped packets" value=format::count(n_skipped) exact=n_skipped.to_string() testid="capture-skipped" hint="Packets that joined no flow; why is said below" />
            {(n_flows_not_kept > 0)
                .then(|| view! { <Figure label="Flows not kept" value=format::count(n_flows_not_kept) exact=n_flows_not_kept.to_string() testid="capture-not-kept" hint="Beyond the limit of the table" /> })}
            {(n_evicted > 0)
                .then(|| view! { <Figure label="Flows ended early" value=format::count(n_evicted) exact=n_evicted.to_string() testid="capture-evicted" hint="Too many were open at once" /> })}
            <Figure label="Features" value=format::count(n_features) exact=n_features.to_string() testid="overview-features" />
            <Figure label="Read in" value=format::duration(seconds_read) exact=seconds_read.to_string() testid="overview-seconds" />
        </dl>
    }
}

/// Where and when, in a line: "pcapng · EN10MB · 2026-11-21 01:47:50 to 02:17:50 UTC".
pub fn in_a_line(capture: &CaptureSummary) -> String {
    let links: Vec<&str> = capture.link_types.iter().map(|(name, _)| name.as_str()).collect();
    let when = capture
        .first
        .zip(capture.last)
        .map(|(first, last)| format!("{} to {} UTC", format::utc(first), format::utc(last)));
    let parts = [Some(capture.format.clone()), Some(links.join(", ")), when];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

/// Columns that reach the detectors.
pub fn n_features(overview: &Overview) -> u64 {
    let features = overview.columns.iter().filter(|column| column.role == Role::Feature);
    features.count() as u64
}

/// Protocols, services, talkers, and what was skipped.
#[component]
pub fn CaptureTables(
    /// The capture.
    capture: CaptureSummary,
) -> impl IntoView {
    let CaptureSummary {
        protocols,
        services,
        talkers,
        skipped,
        ..
    } = capture;
    view! {
        <div class="ws-board ws-board--thirds">
            <Card title="Top talkers">
                <div class="ws-scroll" tabindex="0" role="region" aria-label="Top talkers">
                    <table class="ws-table" data-testid="talkers">
                        <thead>
                            <tr>
                                <th scope="col">"Address"</th>
                                <th scope="col" class="ws-table__number">"Flows"</th>
                                <th scope="col" class="ws-table__number">"Out"</th>
                                <th scope="col" class="ws-table__number">"In"</th>
                            </tr>
                        </thead>
                        <tbody>{talkers.into_iter().map(talker).collect_view()}</tbody>
                    </table>
                </div>
                <CopyTable label="Copy the table" />
            </Card>
            <Shares title="Services" shares=services />
            <Shares title="Protocols" shares=protocols />
        </div>
        {(!skipped.is_empty()).then(|| view! { <Skipped skipped=skipped /> })}
    }
}

fn talker(talker: Talker) -> impl IntoView {
    view! {
        <tr>
            <th scope="row" class="ws-table__code">{talker.address}</th>
            <td class="ws-table__number">{format::count(talker.n_flows)}</td>
            <td class="ws-table__number">{format::bytes(talker.bytes_out)}</td>
            <td class="ws-table__number">{format::bytes(talker.bytes_in)}</td>
        </tr>
    }
}

#[component]
fn Shares(title: &'static str, shares: Vec<Share>) -> impl IntoView {
    let row = |share: Share| {
        view! {
            <tr>
                <th scope="row">{share.name}</th>
                <td class="ws-table__number">{format::count(share.n_flows)}</td>
                <td class="ws-table__number">{format::count(share.n_packets)}</td>
                <td class="ws-table__number">{format::bytes(share.n_bytes)}</td>
            </tr>
        }
    };
    view! {
        <Card title=title>
            <div class="ws-scroll" tabindex="0" role="region" aria-label=title>
                <table class="ws-table" data-testid=title.to_ascii_lowercase()>
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col" class="ws-table__number">"Flows"</th>
                            <th scope="col" class="ws-table__number">"Packets"</th>
                            <th scope="col" class="ws-table__number">"Bytes"</th>
                        </tr>
                    </thead>
                    <tbody>{shares.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            <CopyTable label="Copy the table" />
        </Card>
    }
}

#[component]
fn Skipped(skipped: Vec<SkippedPackets>) -> impl IntoView {
    let n_packets = skipped.iter().map(|skip| skip.n_packets).sum();
    let title = format!("Packets that joined no flow ({})", format::count(n_packets));
    let line = |skip: SkippedPackets| view! { <li>{format!("{} – {}", format::plural(skip.n_packets, "packet", "packets"), skip.reason)}</li> };
    view! {
        <details class="ws-lines" data-testid="skipped">
            <summary>{title}</summary>
            <ul>{skipped.into_iter().map(line).collect_view()}</ul>
        </details>
    }
}
