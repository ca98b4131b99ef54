//! Charts of lines.

use charming::datatype::{CompositeValue, DataPoint};
use charming::element::{Color, ItemStyle, LineStyle, LineStyleType, Trigger};
use charming::series::Line;
use serde_json::Value;
use wiresift_engine::message::{Bin, Curve, DetectorKind, Epoch, FeedbackStep};

use super::base::{chart, finish, value_axis};
use crate::charts::Palette;
use crate::state::names;

/// Loss by epoch of a neural training. The axis is as long as the training was asked to be, so that the line shows how far it is.
pub fn loss(palette: &Palette, epochs: &[Epoch]) -> Value {
    let n_epochs = epochs.last().map_or(2, |epoch| epoch.n_epochs).max(2);
    let points = |value: fn(&Epoch) -> Option<f64>| -> Vec<DataPoint> {
        epochs
            .iter()
            .filter_map(|epoch| Some(xy(f64::from(epoch.epoch), value(epoch)?)))
            .collect()
    };
    let validation = points(|epoch| epoch.validation_loss);
    let mut chart = chart(
        &Palette {
            animation: false,
            ..palette.clone()
        },
        true,
    )
    .x_axis(
        value_axis(palette, "Epoch")
            .min(1)
            .max(f64::from(n_epochs))
            .min_interval(1),
    )
    .y_axis(value_axis(palette, "").scale(true))
    .series(line(
        "Training loss",
        &palette.detectors[3],
        points(|epoch| Some(epoch.loss)),
    ));
    if !validation.is_empty() {
        chart =
            chart.series(line("Validation loss", &palette.ensemble, validation).line_style(dashed(&palette.ensemble)));
    }
    finish(palette, chart, Trigger::Axis)
}

/// True and false positives known after each of the analyst's actions.
pub fn feedback(palette: &Palette, steps: &[FeedbackStep]) -> Value {
    let points = |value: fn(&FeedbackStep) -> u64| -> Vec<DataPoint> {
        let steps = (1_u32..).zip(steps);
        steps.map(|(n, step)| xy(f64::from(n), value(step) as f64)).collect()
    };
    let chart = chart(palette, true)
        .x_axis(
            value_axis(palette, "Step")
                .min(1)
                .max(steps.len().max(2) as f64)
                .min_interval(1),
        )
        .y_axis(value_axis(palette, "").min(0).min_interval(1))
        .series(line("True positives", &palette.anomalous, points(|step| step.n_true)))
        .series(line("False positives", &palette.normal, points(|step| step.n_false)));
    finish(palette, chart, Trigger::Axis)
}

/// ROC curves, and the diagonal that chance would draw.
///
/// Without a tooltip: the curves have points at places of their own, which one tooltip would mix up.
pub fn roc(palette: &Palette, curves: &[Curve]) -> Value {
    let mut chart = chart(palette, false)
        .x_axis(value_axis(palette, "False positive rate").min(0).max(1))
        .y_axis(value_axis(palette, "").min(0).max(1));
    for curve in curves {
        let color = colour(palette, &curve.name);
        let data = curve.points.iter().map(|(x, y)| xy(round(*x), round(*y))).collect();
        let style = LineStyle::new()
            .color(Color::from(color))
            .width(if curve.name == "ensemble" { 2.5 } else { 1.5 });
        chart = chart.series(line(names::curve(&curve.name), color, data).line_style(style));
    }
    let diagonal = line("Chance", &palette.muted, vec![xy(0.0, 0.0), xy(1.0, 1.0)]).line_style(dashed(&palette.muted));
    finish(palette, chart.series(diagonal), Trigger::None)
}

/// How often a classifier is right against how sure it is, before and after its probabilities were scaled, and the diagonal
/// of one that is as sure as it is right. A bin without rows has no point.
pub fn reliability(palette: &Palette, before: Option<&[Bin]>, after: &[Bin]) -> Value {
    let points = |bins: &[Bin]| -> Vec<DataPoint> {
        let filled = bins.iter().filter(|bin| bin.n_rows > 0);
        filled
            .map(|bin| xy(round(bin.confidence), round(bin.accuracy)))
            .collect()
    };
    let mut chart = chart(palette, true)
        .x_axis(value_axis(palette, "How sure it is").min(0).max(1))
        .y_axis(value_axis(palette, "").min(0).max(1));
    if let Some(before) = before {
        let before = line("Before scaling", &palette.muted, points(before));
        chart = chart.series(before.show_symbol(true));
    }
    let after = line("After scaling", &palette.ensemble, points(after));
    let diagonal = line("Ideal", &palette.normal, vec![xy(0.0, 0.0), xy(1.0, 1.0)]);
    let diagonal = diagonal.line_style(dashed(&palette.normal));
    finish(
        palette,
        chart.series(after.show_symbol(true)).series(diagonal),
        Trigger::None,
    )
}

fn colour<'a>(palette: &'a Palette, name: &str) -> &'a str {
    let place = DetectorKind::ALL.into_iter().position(|kind| kind.name() == name);
    place.map_or(&palette.ensemble, |place| &palette.detectors[place])
}

fn line(name: &str, color: &str, data: Vec<DataPoint>) -> Line {
    Line::new()
        .name(name)
        .show_symbol(false)
        .item_style(ItemStyle::new().color(Color::from(color)))
        .data(data)
}

fn dashed(color: &str) -> LineStyle {
    LineStyle::new()
        .color(Color::from(color))
        .type_(LineStyleType::Dashed)
        .width(1.5)
}

/// A point.
pub(super) fn xy(x: f64, y: f64) -> DataPoint {
    CompositeValue::from(vec![CompositeValue::from(x), CompositeValue::from(y)]).into()
}

/// A pixel is a good thousandth of a chart.
fn round(x: f64) -> f64 {
    (x * 1e4).round() / 1e4
}
