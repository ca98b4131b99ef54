//! Live traffic at a moment, for whoever watches.

use std::cmp::Reverse;

use wiresift_capture::Timestamp;
use wiresift_flow::Flow;

use super::Live;
use crate::capture::{end, service};
use crate::message::{ActiveFlow, LiveCounts, LiveView};

/// Lines of each list.
const N_NAMED: usize = 8;
/// Open flows that are named.
const N_ACTIVE: usize = 12;
/// Open flows that are looked at, to find the largest.
const N_LOOKED_AT: usize = 300;
/// Without packets for so long, in ns, an open flow is not active.
const ACTIVE_NANOS: i64 = 10_000_000_000;

pub(super) fn view(live: &mut Live) -> LiveView {
    LiveView {
        phase: live.phase_view(),
        counts: LiveCounts {
            n_missed: live.numbers.n_missed(),
            n_damaged: live.n_damaged,
            n_scored: live.n_scored,
            n_unscored: live.n_unscored,
            n_alerts: live.alerts.n_raised(),
            ..live.intake.counts()
        },
        rates: live.intake.rates.seconds(),
        protocols: live.intake.tally.protocols(N_NAMED),
        talkers: live.intake.tally.talkers.top(N_NAMED),
        active: active(live),
        drift: live.drifting.drift(),
        notes: notes(live),
        alerts: live.alerts.changed(),
    }
}

impl Live {
    /// The same with all alerts, for a page that has not seen any.
    pub fn whole_view(&mut self) -> LiveView {
        let view = self.view();
        LiveView {
            alerts: Some(self.alerts.all()),
            ..view
        }
    }
}

fn active(live: &Live) -> Vec<ActiveFlow> {
    let Some(latest) = live.intake.latest() else {
        return Vec::new();
    };
    let since = Timestamp(latest.0.saturating_sub(ACTIVE_NANOS));
    let mut flows = live.intake.updated(since, N_LOOKED_AT);
    wiresift_order::sort_by_key(&mut flows, |flow| (Reverse(n_bytes(flow)), flow.id));
    flows.truncate(N_ACTIVE);
    flows
        .iter()
        .map(|flow| ActiveFlow {
            id: flow.id,
            originator: flow.originator.address.to_string(),
            responder: end(flow.responder, flow.protocol),
            protocol: match service(flow) {
                Some(service) => format!("{} {service}", flow.protocol),
                None => flow.protocol.to_string(),
            },
            duration: flow.duration(),
            n_packets: flow.n_packets(),
            n_bytes: n_bytes(flow),
            score: live.open_scores.get(&flow.id).copied(),
        })
        .collect()
}

fn n_bytes(flow: &Flow) -> u64 {
    flow.sent.ip_bytes.saturating_add(flow.received.ip_bytes)
}

fn notes(live: &Live) -> Vec<String> {
    let mut notes = live.notes.clone();
    if live.intake.tally.talkers.is_capped() {
        notes.push("There are more addresses than are counted: the smallest ones were forgotten.".to_owned());
    }
    notes
}
