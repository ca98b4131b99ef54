//! Charts of bars.

use charming::datatype::{DataPoint, DataPointItem};
use charming::element::{Color, ItemStyle, Label, LabelPosition, Trigger};
use charming::series::Bar;
use serde_json::Value;
use wiresift_engine::message::{Distribution, Histogram, Noun, Severity};

use super::base::{axis_label, category_axis, chart, finish, value_axis};
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
    let chart = chart(palette, true)
        .x_axis(category_axis(palette, axis, labels))
        .y_axis(value_axis(palette, "").axis_label(axis_label(palette).formatter("{value}%")))
        .series(bar(&name("Normal"), &palette.normal, shares(normal)))
        .series(bar(&name("Anomalous"), &palette.anomalous, shares(anomalous)).bar_gap("0%"));
    finish(palette, chart, Trigger::Axis)
}

/// Percentages of the group's sum, to two decimals.
fn shares(counts: &[u64]) -> Vec<DataPoint> {
    let sum = counts.iter().sum::<u64>().max(1) as f64;
    counts
        .iter()
        .map(|n| ((*n as f64 / sum * 1e4).round() / 1e2).into())
        .collect()
}

/// One bar a name, with its number above.
fn counted(palette: &Palette, names: Vec<String>, x: &str, noun: Noun, data: Vec<DataPoint>) -> Value {
    let label = Label::new()
        .show(true)
        .position(LabelPosition::Top)
        .color(palette.muted.as_str())
        .font_family(palette.font.clone())
        .font_size(11);
    let chart = chart(palette, false)
        .x_axis(category_axis(palette, x, names))
        .y_axis(value_axis(palette, "").min_interval(1))
        .series(bar(noun.titles(), &palette.normal, data).label(label).bar_width("55%"));
    finish(palette, chart, Trigger::Item)
}

/// Bars of one colour.
pub(super) fn bar(name: &str, color: &str, data: Vec<DataPoint>) -> Bar {
    Bar::new()
        .name(name)
        .item_style(ItemStyle::new().color(Color::from(color)))
        .data(data)
}

fn coloured(n: u64, color: &str) -> DataPoint {
    DataPointItem::new(n as f64)
        .item_style(ItemStyle::new().color(Color::from(color)))
        .into()
}
