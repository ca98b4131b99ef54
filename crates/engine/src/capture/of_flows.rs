//! Flows that are there already, as a capture that was read.

use wiresift_flow::Flow;
use wiresift_table::Table;

use super::{Captured, Extras, Flows, Newest, Pace, Shares, Talkers};
use crate::message::CaptureSummary;
use wiresift_table::flows::{FlowColumns, FlowColumnsOptions};

/// Lines of each list of the summary.
const N_NAMED: usize = 10;

/// A table of `flows`, whose behaviour is read among `context` too. `pace` is that of their packets.
pub(crate) fn of_flows<'a>(
    name: String,
    context: impl Iterator<Item = &'a Flow>,
    flows: impl Iterator<Item = &'a Flow>,
    pace: Pace,
) -> (Table, Captured) {
    let mut taken = Flows {
        columns: FlowColumns::new(FlowColumnsOptions::default()),
        extras: Extras::default(),
        talkers: Talkers::default(),
        protocols: Shares::default(),
        services: Shares::default(),
        newest: Newest::default(),
    };
    context.for_each(|flow| taken.columns.push_context(flow));
    let mut summary = CaptureSummary {
        format: "live".to_owned(),
        ..CaptureSummary::default()
    };
    for flow in flows {
        let seconds = |time: wiresift_capture::Timestamp| time.nanos() as f64 / 1e9;
        let n_bytes = flow.sent.ip_bytes.saturating_add(flow.received.ip_bytes);
        summary.n_flows += 1;
        summary.n_packets = summary.n_packets.saturating_add(flow.n_packets());
        summary.n_bytes = summary.n_bytes.saturating_add(n_bytes);
        let first = seconds(flow.first);
        summary.first = Some(summary.first.map_or(first, |earliest| earliest.min(first)));
        summary.last = Some(summary.last.unwrap_or(first).max(seconds(flow.last)));
        taken.take(flow);
    }
    summary.captured_bytes = summary.n_bytes;
    summary.n_flows_not_kept = taken.columns.n_left_out();
    summary.protocols = taken.protocols.top(N_NAMED);
    summary.services = taken.services.top(N_NAMED);
    summary.talkers = taken.talkers.top(N_NAMED);
    summary.n_addresses = taken.talkers.n_addresses();
    summary.addresses_capped = taken.talkers.is_capped();
    let Flows {
        columns, mut extras, ..
    } = taken;
    let (table, arrivals) = columns.finish(name);
    extras.set_order(arrivals);
    (table, Captured { summary, pace, extras })
}
