//! What the hosts of a flow did in the minute in which it started.
//!
//! Minutes are counted from the first flow of the capture, and do not overlap; a flow sees the whole of its minute, what
//! comes after it included.

use std::time::Duration;

use super::groups::{Ids, count_distinct, key_of};
use super::{Connection, Defined, Feature, Traffic, Unit, columns, defined, port, share};

/// Length of a bin.
const BIN: Duration = Duration::from_mins(1);

pub(super) const FEATURES: &[Defined] = defined! {
    "orig_minute_flows", Count, "Flows that the originator began in this minute", "own";
    "orig_minute_hosts", Count, "Hosts that the originator contacted in this minute", "UNSW-NB15 `ct_src_ltm`, by minute";
    "orig_minute_ports", Count, "Ports that the originator contacted in this minute, on any host", "own";
    "orig_minute_host_ports", Count, "Pairs of host and port that the originator contacted in this minute", "own";
    "orig_minute_failed", Ratio, "Share of the originator's flows of this minute that were refused or not answered",
        "own";
    "orig_minute_one_packet", Ratio, "Share of the originator's flows of this minute that are a single packet", "own";
    "orig_minute_bytes_out", Bytes, "Bytes that the originator sent in its flows of this minute", "own";
    "orig_minute_bytes_in", Bytes, "Bytes that the originator received in its flows of this minute", "own";
    "resp_minute_flows", Count, "Flows that came to the responder in this minute", "UNSW-NB15 `ct_dst_ltm`, by minute";
    "resp_minute_hosts", Count, "Hosts that contacted the responder in this minute", "own";
    "resp_minute_failed", Ratio, "Share of the flows to the responder in this minute that it refused or did not answer",
        "own";
};

pub(super) fn compute(traffic: &Traffic<'_>) -> impl Iterator<Item = Vec<f32>> {
    let [flows, failed, one_packet, bytes_out, bytes_in, hosts, ports, host_ports] = of_originators(traffic);
    let [resp_flows, resp_failed, resp_hosts] = of_responders(traffic);
    let columns: [Vec<f32>; FEATURES.len()] = [
        flows,
        hosts,
        ports,
        host_ports,
        failed,
        one_packet,
        bytes_out,
        bytes_in,
        resp_flows,
        resp_hosts,
        resp_failed,
    ];
    columns.into_iter()
}

fn of_originators(traffic: &Traffic<'_>) -> [Vec<f32>; 8] {
    let connections = traffic.connections;
    let bins = bins(traffic, |connection| connection.originator);
    let sums = Sums::new(connections, &bins);
    let hosts = count_distinct(bins.n, with(&bins, connections, |c| Some(c.responder)));
    let ports = count_distinct(
        bins.n,
        with(&bins, connections, |c| c.protocol.has_ports().then(|| port(c))),
    );
    let ends = Ids::new(connections, |c| key_of(c.responder, port(c)));
    let host_ports = bins.of_row.iter().copied().zip(ends.of_row.iter().copied());
    let host_ports = count_distinct(bins.n, host_ports);
    spread(&bins, |bin| {
        let sum = &sums.0[bin];
        [
            sum.flows as f32,
            share(sum.failed.into(), sum.flows.into()),
            share(sum.one_packet.into(), sum.flows.into()),
            sum.bytes_out as f32,
            sum.bytes_in as f32,
            hosts[bin] as f32,
            ports[bin] as f32,
            host_ports[bin] as f32,
        ]
    })
}

fn of_responders(traffic: &Traffic<'_>) -> [Vec<f32>; 3] {
    let connections = traffic.connections;
    let bins = bins(traffic, |connection| connection.responder);
    let sums = Sums::new(connections, &bins);
    let hosts = count_distinct(bins.n, with(&bins, connections, |c| Some(c.originator)));
    spread(&bins, |bin| {
        let sum = &sums.0[bin];
        [
            sum.flows as f32,
            share(sum.failed.into(), sum.flows.into()),
            hosts[bin] as f32,
        ]
    })
}

/// A number for each host and minute.
fn bins(traffic: &Traffic<'_>, host: impl Fn(&Connection) -> u32) -> Ids {
    let start = traffic
        .order
        .first()
        .map_or_else(Default::default, |&row| traffic.first(row));
    Ids::new(traffic.connections, |connection| {
        // Nothing starts before the first. The last bin of 8,000 years never ends.
        let age = connection.first.since(start).unsigned_abs();
        let bin = u128::from(age) / BIN.as_nanos();
        key_of(host(connection), u32::try_from(bin).unwrap_or(u32::MAX))
    })
}

fn with(
    bins: &Ids,
    connections: &[Connection],
    member: impl Fn(&Connection) -> Option<u32>,
) -> impl Iterator<Item = (u32, u32)> {
    let pairs = bins.of_row.iter().zip(connections);
    pairs.filter_map(move |(&bin, connection)| Some((bin, member(connection)?)))
}

#[derive(Clone, Default)]
struct Sum {
    flows: u32,
    failed: u32,
    one_packet: u32,
    bytes_out: u64,
    bytes_in: u64,
}

struct Sums(Vec<Sum>);

impl Sums {
    fn new(connections: &[Connection], bins: &Ids) -> Self {
        let mut sums = vec![Sum::default(); bins.n];
        for (connection, &bin) in connections.iter().zip(&bins.of_row) {
            let sum = &mut sums[bin as usize];
            sum.flows += 1;
            sum.failed += u32::from(connection.state.is_failed());
            sum.one_packet += u32::from(connection.is_one_packet);
            sum.bytes_out = sum.bytes_out.saturating_add(connection.bytes_out);
            sum.bytes_in = sum.bytes_in.saturating_add(connection.bytes_in);
        }
        Self(sums)
    }
}

/// From values of a bin to values of its rows.
fn spread<const N: usize>(bins: &Ids, values: impl Fn(usize) -> [f32; N]) -> [Vec<f32>; N] {
    let mut columns = columns(bins.of_row.len());
    for (row, &bin) in bins.of_row.iter().enumerate() {
        for (column, value) in columns.iter_mut().zip(values(bin as usize)) {
            column[row] = value;
        }
    }
    columns
}
