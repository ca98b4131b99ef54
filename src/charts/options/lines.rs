//! Charts of lines.

use serde_json::{Value, json};
use wiresift_engine::message::{Bin, Curve, DetectorKind, Epoch, FeedbackStep};

use super::base::{Trigger, chart, value_axis, with};
use crate::charts::Palette;
use crate::state::names;

/// Loss by epoch of a neural training. The axis is as long as the training was asked to be, so that the line shows how far it is.
pub fn loss(palette: &Palette, epochs: &[Epoch]) -> Value {
    let n_epochs = epochs.last().map_or(2, |epoch| epoch.n_epochs).max(2);
    let points = |value: fn(&Epoch) -> Option<f64>| -> Vec<Value> {
        epochs
            .iter()
            .filter_map(|epoch| Some(xy(f64::from(epoch.epoch), value(epoch)?)))
            .collect()
    };
    let validation = points(|epoch| epoch.validation_loss);
    let mut series = vec![line(
        "Training loss",
        &palette.detectors[3],
        points(|epoch| Some(epoch.loss)),
    )];
    if !validation.is_empty() {
        let validation = line("Validation loss", &palette.ensemble, validation);
        series.push(with(validation, dashed(&palette.ensemble)));
    }
    let across = json!({"min": 1, "max": f64::from(n_epochs), "minInterval": 1});
    let axes = [
        value_axis(palette, "Epoch", across),
        value_axis(palette, "", json!({"scale": true})),
    ];
    let still = Palette {
        animation: false,
        ..palette.clone()
    };
    chart(&still, Trigger::Axis, true, axes, series)
}

/// True and false positives known after each of the analyst's actions.
pub fn feedback(palette: &Palette, steps: &[FeedbackStep]) -> Value {
    let points = |value: fn(&FeedbackStep) -> u64| -> Vec<Value> {
        let steps = (1_u32..).zip(steps);
        steps.map(|(n, step)| xy(f64::from(n), value(step) as f64)).collect()
    };
    let across = json!({"min": 1, "max": steps.len().max(2) as f64, "minInterval": 1});
    let axes = [
        value_axis(palette, "Step", across),
        value_axis(palette, "", json!({"min": 0, "minInterval": 1})),
    ];
    let series = vec![
        line("True positives", &palette.anomalous, points(|step| step.n_true)),
        line("False positives", &palette.normal, points(|step| step.n_false)),
    ];
    chart(palette, Trigger::Axis, true, axes, series)
}

/// ROC curves, and the diagonal that chance would draw.
///
/// Without a tooltip: the curves have points at places of their own, which one tooltip would mix up.
pub fn roc(palette: &Palette, curves: &[Curve]) -> Value {
    let curve = |curve: &Curve| {
        let color = colour(palette, &curve.name);
        let width = if curve.name == "ensemble" { 2.5 } else { 1.5 };
        let data = curve.points.iter().map(|(x, y)| xy(round(*x), round(*y))).collect();
        let style = json!({"lineStyle": {"color": color, "width": width}});
        with(line(names::curve(&curve.name), color, data), style)
    };
    let series = curves.iter().map(curve).chain([diagonal("Chance", &palette.muted)]);
    let axes = shares(palette, "False positive rate");
    chart(palette, Trigger::Nothing, false, axes, series.collect())
}

/// How often a classifier is right against how sure it is, before and after its probabilities were scaled, and the diagonal
/// of one that is as sure as it is right. A bin without rows has no point.
pub fn reliability(palette: &Palette, before: Option<&[Bin]>, after: &[Bin]) -> Value {
    let points = |bins: &[Bin]| -> Vec<Value> {
        let filled = bins.iter().filter(|bin| bin.n_rows > 0);
        filled
            .map(|bin| xy(round(bin.confidence), round(bin.accuracy)))
            .collect()
    };
    let dotted =
        |name: &str, color: &str, bins: &[Bin]| with(line(name, color, points(bins)), json!({"showSymbol": true}));
    let before = before.map(|bins| dotted("Before scaling", &palette.muted, bins));
    let after = dotted("After scaling", &palette.ensemble, after);
    let series = before.into_iter().chain([after, diagonal("Ideal", &palette.normal)]);
    let axes = shares(palette, "How sure it is");
    chart(palette, Trigger::Nothing, true, axes, series.collect())
}

/// Axes from 0 to 1.
fn shares(palette: &Palette, x: &str) -> [Value; 2] {
    [x, ""].map(|name| value_axis(palette, name, json!({"min": 0, "max": 1})))
}

fn diagonal(name: &str, color: &str) -> Value {
    with(line(name, color, vec![xy(0.0, 0.0), xy(1.0, 1.0)]), dashed(color))
}

fn colour<'a>(palette: &'a Palette, name: &str) -> &'a str {
    let place = DetectorKind::ALL.into_iter().position(|kind| kind.name() == name);
    place.map_or(&palette.ensemble, |place| &palette.detectors[place])
}

fn line(name: &str, color: &str, data: Vec<Value>) -> Value {
    json!({"type": "line", "name": name, "showSymbol": false, "itemStyle": {"color": color}, "data": data})
}

fn dashed(color: &str) -> Value {
    json!({"lineStyle": {"color": color, "type": "dashed", "width": 1.5}})
}

/// A point.
fn xy(x: f64, y: f64) -> Value {
    json!([x, y])
}

/// A pixel is a good thousandth of a chart.
fn round(x: f64) -> f64 {
    (x * 1e4).round() / 1e4
}
