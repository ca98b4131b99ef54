//! The engine in a tab against its peers.

use serde_json::{Value, json};

use super::Figures;

/// A comparison: the tab's seconds divided by the peer's.
struct Comparison {
    bench: &'static str,
    peer: &'static str,
    /// What the ratio must not exceed, where a limit is set.
    limit: Option<f64>,
}

const fn against(peer: &'static str, bench: &'static str) -> Comparison {
    Comparison {
        bench,
        peer,
        limit: None,
    }
}

const COMPARISONS: [Comparison; 12] = [
    Comparison {
        limit: Some(0.5),
        ..against("python", "kdd99/total")
    },
    against("python", "kdd99/read"),
    against("python", "kdd99/encode"),
    against("python", "kdd99/forest_fit"),
    against("python", "kdd99/forest_score"),
    against("python", "nsl/lof"),
    against("python", "nsl/svm_fit"),
    against("python", "nsl/svm_score"),
    against("python", "nsl/autoencoder_fit"),
    against("duckdb-wasm", "kdd99/read"),
    against("papaparse", "kdd99/read"),
    against("tfjs-wasm", "nsl/autoencoder_epoch"),
];

/// The ratios of which both sides were measured.
pub(super) fn of(figures: &Figures) -> Vec<Value> {
    COMPARISONS
        .iter()
        .filter_map(|comparison| ratio(comparison, figures))
        .collect()
}

fn ratio(comparison: &Comparison, figures: &Figures) -> Option<Value> {
    let tab = figures.get(comparison.bench, "tab")?;
    let peer = figures.get(comparison.bench, comparison.peer)?;
    let ratio = (tab / peer * 1000.0).round() / 1000.0;
    let mut line = json!({
        "ratio": comparison.bench, "tab_seconds": tab, "peer": comparison.peer, "peer_seconds": peer, "tab_over_peer": ratio,
    });
    if let Some(limit) = comparison.limit {
        line["limit"] = json!(limit);
        line["kept"] = json!(ratio <= limit);
    }
    Some(line)
}
