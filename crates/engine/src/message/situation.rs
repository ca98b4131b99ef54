//! What a table's traffic is, at a glance.

use serde::{Deserialize, Serialize};

/// What the traffic is: who, what, when, and where it is unusual.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Situation {
    /// In a few sentences.
    pub words: String,
    /// Rows counted.
    pub n_rows: u64,
    /// Of these, anomalies.
    pub n_anomalies: u64,
    /// Who takes part in most rows; empty for a table without addresses.
    pub hosts: Vec<Portion>,
    /// What is talked, most rows first; empty for a table that does not say.
    pub services: Vec<Portion>,
    /// Rows and anomalies by the hour of the day, UTC; empty for a table without times.
    pub hours: Vec<Portion>,
    /// Who talked to whom.
    pub graph: HostGraph,
    /// The rows as points, those that are alike near each other; `None` without a result.
    pub map: Option<FeatureMap>,
}

/// Rows that have something in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portion {
    /// What.
    pub name: String,
    /// Rows.
    pub n_rows: u64,
    /// Of these, anomalies.
    pub n_anomalies: u64,
    /// The filter that shows them; empty where none can.
    pub expression: String,
}

/// Hosts and the rows between them. Networks stand for their hosts where there are too many to be told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostGraph {
    /// Hosts or networks, most rows first.
    pub nodes: Vec<GraphNode>,
    /// Rows between two of them, most first.
    pub edges: Vec<GraphEdge>,
    /// Hosts that are in no node, because they have the fewest rows.
    pub n_left_over: u64,
}

/// A host, or a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraphNode {
    /// Address or network.
    pub name: String,
    /// Hosts that it stands for.
    pub n_hosts: u64,
    /// Rows that it has a part in.
    pub n_rows: u64,
    /// Of these, anomalies.
    pub n_anomalies: u64,
}

/// Rows between two nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraphEdge {
    /// Who began, as a place among the nodes.
    pub from: u32,
    /// With whom.
    pub to: u32,
    /// Rows.
    pub n_rows: u64,
    /// Of these, anomalies.
    pub n_anomalies: u64,
}

/// The two directions in which rows differ most.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FeatureMap {
    /// A sample of the rows.
    pub points: Vec<MapPoint>,
    /// Share of all differences that the two directions hold.
    pub explained: [f64; 2],
}

/// A row on the map.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapPoint {
    /// Its place by score, from 1, by which the filter `rank == 3` finds it.
    pub rank: u32,
    /// Along the first direction.
    pub x: f32,
    /// Along the second.
    pub y: f32,
    /// How anomalous, from 0 to 1.
    pub score: f32,
    /// Whether the ensemble calls it an anomaly.
    pub is_anomaly: bool,
}
