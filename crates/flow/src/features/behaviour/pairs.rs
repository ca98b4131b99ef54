//! What the flows from one host to one service have in common, over the whole capture.

use super::beacon::{arrivals, sizes};
use super::groups::{Groups, Ids, count_distinct, key_of};
use super::{Connection, Defined, Feature, Traffic, Unit, columns, defined, port, share};

pub(super) const FEATURES: &[Defined] = defined! {
    "pair_flows", Count, "Flows from the originator to this port of the responder", "UNSW-NB15 `ct_dst_src_ltm`, by port";
    "beacon_score", Ratio, "How regularly these flows start: 1 is a clock", "RITA, timestamp score";
    "size_regularity", Ratio, "How alike the bytes are that the originator sends in each: 1 is always the same",
        "RITA, data size score";
    "pair_bytes_out", Bytes, "Bytes that the originator sent in these flows", "RITA, total bytes";
    "pair_out_share", Ratio, "Share of the originator in the bytes of these flows", "Slips, upload ratio";
    "prevalence", Ratio, "Share of all originators that contact the responder", "RITA, prevalence";
};

pub(super) fn compute(traffic: &Traffic<'_>) -> impl Iterator<Item = Vec<f32>> {
    of_pairs(traffic).into_iter().chain([prevalence(traffic.connections)])
}

/// All but the prevalence.
const N_OF_PAIR: usize = FEATURES.len() - 1;

fn of_pairs(traffic: &Traffic<'_>) -> [Vec<f32>; N_OF_PAIR] {
    let connections = traffic.connections;
    let services = Ids::new(connections, |c| key_of(c.responder, port(c)));
    let originators = connections.iter().map(|c| c.originator);
    let keys = originators
        .zip(&services.of_row)
        .map(|(host, &service)| key_of(host, service));
    let groups = Groups::new(traffic, &Ids::of_keys(keys));
    drop(services);
    let mut columns = columns(traffic.len());
    let mut scratch = Scratch::default();
    for group in groups.iter() {
        let values = scratch.of_pair(traffic, group);
        for &row in group {
            for (column, value) in columns.iter_mut().zip(values) {
                column[row as usize] = value;
            }
        }
    }
    columns
}

#[derive(Default)]
struct Scratch {
    intervals: Vec<f64>,
    sizes: Vec<f64>,
}

impl Scratch {
    fn of_pair(&mut self, traffic: &Traffic<'_>, group: &[u32]) -> [f32; N_OF_PAIR] {
        let of = |&row: &u32| &traffic.connections[row as usize];
        let starts = group.iter().map(|row| of(row).first);
        self.sizes.clear();
        self.sizes.extend(group.iter().map(|row| of(row).bytes_out as f64));
        let sum = |bytes: fn(&Connection) -> u64| group.iter().map(|row| bytes(of(row))).fold(0, u64::saturating_add);
        let (bytes_out, bytes_in) = (sum(|c| c.bytes_out), sum(|c| c.bytes_in));
        [
            group.len() as f32,
            arrivals(starts, &mut self.intervals),
            sizes(&mut self.sizes),
            bytes_out as f32,
            share(bytes_out, bytes_out.saturating_add(bytes_in)),
        ]
    }
}

fn prevalence(connections: &[Connection]) -> Vec<f32> {
    let originators = Ids::new(connections, |c| c.originator.into());
    let responders = Ids::new(connections, |c| c.responder.into());
    let pairs = responders
        .of_row
        .iter()
        .copied()
        .zip(originators.of_row.iter().copied());
    let counts = count_distinct(responders.n, pairs);
    let share = |&responder: &u32| share(counts[responder as usize].into(), originators.n as u64);
    responders.of_row.iter().map(share).collect()
}
