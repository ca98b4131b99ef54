//! Charts of bars.

use serde_json::{Value, json};
use wiresift_engine::message::{Distribution, Histogram, Noun, Severity};

use super::base::{Trigger, category_axis, chart, small, value_axis, with};
use crate::charts::Palette;
use crate::format;
use crate::state::names;

/// Anomalies by severity.
pub fn severities(palette: &Palette, counts: [u64; 3], noun: Noun) -> Value {
    let names = [Severity::Low, Severity::Medium, Severity::High].map(|severity| names::severity(severity).to_owned());
    let data = counts
        .iter()
        .zip(&palette.severities)
        .map(|(n, color)| coloured(*n, color))
        .collect();
    counted(palette, names.to_vec(), "", noun, data)
}

/// Rows by number of votes.
pub fn votes(palette: &Palette, counts: &[u64], min_votes: u8, noun: Noun) -> Value {
    let names = (0..counts.len()).map(|n| n.to_string()).collect();
    let color = |n: usize| {
        if n >= usize::from(min_votes) {
            &palette.anomalous
        } else {
            &palette.normal
        }
    };
    let data = counts
        .iter()
        .enumerate()
        .map(|(n, rows)| coloured(*rows, color(n)))
        .collect();
    counted(palette, names, "Votes", noun, data)
}

/// How a detector's calibrated scores spread, as shares of each group.
pub fn scores(palette: &Palette, histogram: &Histogram, noun: Noun) -> Value {
    two_groups(
        palette,
        "Calibrated score",
        bin_labels(&histogram.edges),
        &histogram.normal,
        &histogram.anomalous,
        noun,
    )
}

/// How a column's values spread, as shares of each group: anomalies are few, and their bars would vanish beside counts of the rest.
pub fn distribution(palette: &Palette, column: &str, distribution: &Distribution, noun: Noun) -> Value {
    match distribution {
        Distribution::Numbers { histogram, .. } => two_groups(
            palette,
            column,
            bin_labels(&histogram.edges),
            &histogram.normal,
            &histogram.anomalous,
            noun,
        ),
        Distribution::Categories {
            names,
            normal,
            anomalous,
        } => two_groups(palette, column, names.clone(), normal, anomalous, noun),
    }
}

/// What each bin between two edges is called.
pub fn bin_labels(edges: &[f64]) -> Vec<String> {
    edges
        .windows(2)
        .map(|pair| format!("{} to {}", format::number(pair[0]), format::number(pair[1])))
        .collect()
}

fn two_groups(
    palette: &Palette,
    axis: &str,
    labels: Vec<String>,
    normal: &[u64],
    anomalous: &[u64],
    noun: Noun,
) -> Value {
    let name = |group: &str| format!("{group}, % of {}", noun.many());
    let percent = json!({"axisLabel": {"formatter": "{value}%"}});
    let axes = [category_axis(palette, axis, labels), value_axis(palette, "", percent)];
    let anomalous = bar(&name("Anomalous"), &palette.anomalous, shares(anomalous));
    let series = vec![
        bar(&name("Normal"), &palette.normal, shares(normal)),
        with(anomalous, json!({"barGap": "0%"})),
    ];
    chart(palette, Trigger::Axis, true, axes, series)
}

/// Percentages of the group's sum, to two decimals.
fn shares(counts: &[u64]) -> Vec<Value> {
    let sum = counts.iter().sum::<u64>().max(1) as f64;
    counts
        .iter()
        .map(|n| ((*n as f64 / sum * 1e4).round() / 1e2).into())
        .collect()
}

/// One bar a name, with its number above.
fn counted(palette: &Palette, names: Vec<String>, x: &str, noun: Noun, data: Vec<Value>) -> Value {
    let label = with(small(palette), json!({"show": true, "position": "top"}));
    let axes = [
        category_axis(palette, x, names),
        value_axis(palette, "", json!({"minInterval": 1})),
    ];
    let bars = bar(noun.titles(), &palette.normal, data);
    let series = vec![with(bars, json!({"label": label, "barWidth": "55%"}))];
    chart(palette, Trigger::Item, false, axes, series)
}

/// Bars of one colour.
pub(super) fn bar(name: &str, color: &str, data: Vec<Value>) -> Value {
    json!({"type": "bar", "name": name, "itemStyle": {"color": color}, "data": data})
}

fn coloured(n: u64, color: &str) -> Value {
    json!({"value": n as f64, "itemStyle": {"color": color}})
}
