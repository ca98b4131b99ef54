//! The engine, in a tab or as the command line, against its peers.

use serde_json::{Value, json};

use super::figures::Figures;

/// A comparison: our seconds divided by the peer's.
struct Comparison {
    bench: &'static str,
    /// The peer's bench, where it has another name.
    their_bench: Option<&'static str>,
    /// Where ours ran.
    ours: &'static str,
    peer: &'static str,
    /// What the ratio must not exceed, where a limit is set.
    limit: Option<f64>,
}

const fn against(peer: &'static str, bench: &'static str) -> Comparison {
    Comparison {
        bench,
        their_bench: None,
        ours: "tab",
        peer,
        limit: None,
    }
}

const COMPARISONS: [Comparison; 16] = [
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
    Comparison {
        limit: Some(1.0 / 12.0),
        ..against("tshark", "capture/flows")
    },
    // Neither writes what it computes.
    Comparison {
        ours: "native",
        their_bench: Some("capture/flows"),
        limit: Some(0.1),
        ..against("nfstream", "capture/features")
    },
    Comparison {
        ours: "cli",
        ..against("nfstream", "capture/flows")
    },
    against("wiregasm", "capture_fifth/flows"),
];

/// The ratios of which both sides were measured.
pub(super) fn of(figures: &Figures) -> Vec<Value> {
    COMPARISONS
        .iter()
        .filter_map(|comparison| ratio(comparison, figures))
        .collect()
}

fn ratio(comparison: &Comparison, figures: &Figures) -> Option<Value> {
    let &Comparison {
        bench,
        their_bench,
        ours: place,
        peer,
        limit,
    } = comparison;
    let ours = figures.seconds(bench, place)?;
    let theirs = figures.seconds(their_bench.unwrap_or(bench), peer)?;
    let ratio = ours / theirs;
    let mut line = json!({
        "ratio": bench, format!("{place}_seconds"): ours, "peer": peer, "peer_seconds": theirs,
        format!("{place}_over_peer"): thousandths(ratio),
    });
    if let Some(limit) = limit {
        line["limit"] = json!(thousandths(limit));
        line["kept"] = json!(ratio <= limit);
    }
    Some(line)
}

/// Seconds in which a row goes through classifier, ensemble and explanation in a tab.
const MOST_SECONDS_OF_A_ROW: f64 = 0.02;

/// What is held against a time and not against a peer.
pub(super) fn limits(figures: &Figures) -> Option<Value> {
    let seconds = figures.seconds("nsl/row", "tab")?;
    Some(json!({
        "check": "nsl/row", "where": "tab", "value": seconds, "below": MOST_SECONDS_OF_A_ROW,
        "kept": seconds < MOST_SECONDS_OF_A_ROW,
    }))
}

fn thousandths(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
