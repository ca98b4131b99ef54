//! Who talked to whom. Beyond some hundred hosts, networks stand for those that no anomaly has a part in.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

use crate::incident::hosts::{Ends, text};
use crate::loaded::Loaded;
use crate::message::{GraphEdge, GraphNode, HostGraph};

/// Nodes that can be told apart on a screen.
const MAX_NODES: usize = 120;
/// Edges that can be followed.
const MAX_EDGES: usize = 400;

#[derive(Clone, Copy, Default)]
struct Counts {
    n_rows: u64,
    n_anomalies: u64,
}

impl Counts {
    fn add(&mut self, is_anomaly: bool) {
        self.n_rows += 1;
        self.n_anomalies += u64::from(is_anomaly);
    }

    /// What is unusual first, then what is much.
    fn order(self) -> (std::cmp::Reverse<u64>, std::cmp::Reverse<u64>) {
        (std::cmp::Reverse(self.n_anomalies), std::cmp::Reverse(self.n_rows))
    }
}

/// The graph of some rows.
pub(super) fn graph(loaded: &Loaded, ends: &Ends, rows: &[u32]) -> HostGraph {
    let table = loaded.table();
    let mut hosts: BTreeMap<String, Counts> = BTreeMap::new();
    let mut pairs: BTreeMap<(String, String), Counts> = BTreeMap::new();
    for &row in rows {
        let is_anomaly = loaded.is_anomaly(row as usize);
        let [from, to] = [ends.originator, ends.responder].map(|column| text(table, row as usize, column));
        for host in [&from, &to] {
            match hosts.get_mut(host) {
                Some(counts) => counts.add(is_anomaly),
                None => hosts.entry(host.clone()).or_default().add(is_anomaly),
            }
        }
        pairs.entry((from, to)).or_default().add(is_anomaly);
    }
    let name_of = names(&hosts);
    let (nodes, n_left_over) = nodes(&hosts, &name_of);
    let edges = edges(pairs, &name_of, &nodes);
    HostGraph {
        nodes,
        edges,
        n_left_over,
    }
}

/// What stands for each host: itself, or its network.
fn names(hosts: &BTreeMap<String, Counts>) -> HashMap<&str, String> {
    let mut order: Vec<(&String, &Counts)> = hosts.iter().collect();
    wiresift_order::sort_by_key(&mut order, |(_, counts)| counts.order());
    // Half of the room is for hosts, half for networks.
    let n_alone = if hosts.len() <= MAX_NODES {
        MAX_NODES
    } else {
        MAX_NODES / 2
    };
    let named = order.into_iter().enumerate();
    named
        .map(|(place, (host, _))| {
            (
                host.as_str(),
                if place < n_alone { host.clone() } else { network(host) },
            )
        })
        .collect()
}

/// The /16 of an IPv4 address, the /32 of an IPv6 one; itself, where it is no address.
fn network(host: &str) -> String {
    match host.parse() {
        Ok(IpAddr::V4(address)) => {
            let [a, b, ..] = address.octets();
            format!("{a}.{b}.0.0/16")
        }
        Ok(IpAddr::V6(address)) => {
            let [a, b, ..] = address.segments();
            format!("{a:x}:{b:x}::/32")
        }
        Err(_) => host.to_owned(),
    }
}

fn nodes(hosts: &BTreeMap<String, Counts>, name_of: &HashMap<&str, String>) -> (Vec<GraphNode>, u64) {
    let mut nodes: BTreeMap<&str, (u64, Counts)> = BTreeMap::new();
    for (host, counts) in hosts {
        let node = nodes
            .entry(name_of.get(host.as_str()).map_or(host, String::as_str))
            .or_default();
        node.0 += 1;
        node.1.n_rows += counts.n_rows;
        node.1.n_anomalies += counts.n_anomalies;
    }
    let mut order: Vec<(&str, (u64, Counts))> = nodes.into_iter().collect();
    wiresift_order::sort_by_key(&mut order, |(_, (_, counts))| counts.order());
    let n_left_over = order.iter().skip(MAX_NODES).map(|(_, (n_hosts, _))| n_hosts).sum();
    let kept = order
        .into_iter()
        .take(MAX_NODES)
        .map(|(name, (n_hosts, counts))| GraphNode {
            name: name.to_owned(),
            n_hosts,
            n_rows: counts.n_rows,
            n_anomalies: counts.n_anomalies,
        });
    (kept.collect(), n_left_over)
}

fn edges(
    pairs: BTreeMap<(String, String), Counts>,
    name_of: &HashMap<&str, String>,
    nodes: &[GraphNode],
) -> Vec<GraphEdge> {
    let place: HashMap<&str, u32> = (0..).zip(nodes).map(|(at, node)| (node.name.as_str(), at)).collect();
    let place_of = |host: &str| place.get(name_of.get(host)?.as_str()).copied();
    let mut joined: BTreeMap<(u32, u32), Counts> = BTreeMap::new();
    for ((from, to), counts) in pairs {
        if let (Some(from), Some(to)) = (place_of(&from), place_of(&to)) {
            let edge = joined.entry((from, to)).or_default();
            edge.n_rows += counts.n_rows;
            edge.n_anomalies += counts.n_anomalies;
        }
    }
    let mut edges: Vec<((u32, u32), Counts)> = joined.into_iter().collect();
    wiresift_order::sort_by_key(&mut edges, |(_, counts)| counts.order());
    let kept = edges.into_iter().take(MAX_EDGES).map(|((from, to), counts)| GraphEdge {
        from,
        to,
        n_rows: counts.n_rows,
        n_anomalies: counts.n_anomalies,
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_stand_for_many_hosts() {
        let mut hosts = BTreeMap::new();
        for n in 0..1_000 {
            let mut counts = Counts::default();
            counts.add(n == 700);
            hosts.insert(format!("10.{}.{}.1", n % 4, n / 4), counts);
        }
        let name_of = names(&hosts);
        let (nodes, n_left_over) = nodes(&hosts, &name_of);
        assert!(nodes.len() <= MAX_NODES && n_left_over == 0);
        assert_eq!(nodes.iter().map(|node| node.n_hosts).sum::<u64>(), 1_000);
        let unusual: Vec<&GraphNode> = nodes.iter().filter(|node| node.n_anomalies > 0).collect();
        assert_eq!(
            (unusual.len(), unusual[0].n_hosts),
            (1, 1),
            "who is unusual stands alone"
        );
        assert_eq!(network("10.2.3.4"), "10.2.0.0/16");
        assert_eq!(network("2001:db8:1::2"), "2001:db8::/32");
        assert_eq!(network("router"), "router");
    }
}
