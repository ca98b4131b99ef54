//! Bars along time.

use serde_json::{Value, json};
use wiresift_engine::message::{Noun, Severity, Timeline, TimelineBin};

use super::bars::bar;
use super::base::{Trigger, category_axis, chart, value_axis, with};
use crate::charts::{Measure, Palette};
use crate::format;
use crate::state::names;

/// Pixels left and right of the bars; `timeline.css` says the same. Fixed, so that charts below each other share their
/// bins, and what lies over them knows where a bin is.
const LEFT_PX: u32 = 56;
const RIGHT_PX: u32 = 16;

const SECONDS_A_DAY: f64 = 86_400.0;

/// Traffic or rows along the table.
pub fn traffic(palette: &Palette, timeline: &Timeline, measure: Measure, noun: Noun) -> Value {
    let largest = timeline.bins.iter().map(|bin| measure.of(bin)).max().unwrap_or(0);
    let (unit, per_unit) = measure.unit(largest);
    let values = timeline.bins.iter().map(|bin| measure.of(bin) as f64 / per_unit);
    let data = values.map(|value| ((value * 1e3).round() / 1e3).into()).collect();
    let name = match unit {
        "" => measure.title(noun).to_owned(),
        unit => format!("{} ({unit})", measure.title(noun)),
    };
    let series = vec![bar(&name, &palette.normal, data)];
    along(palette, timeline, json!({}), series)
}

/// Anomalies along the table, stacked by severity.
pub fn timeline(palette: &Palette, timeline: &Timeline) -> Value {
    let severities = [Severity::Low, Severity::Medium, Severity::High];
    let bars = severities.into_iter().enumerate().map(|(level, severity)| {
        let counts = timeline.bins.iter().map(|bin| bin.severities[level] as f64);
        let data = counts.map(Value::from).collect();
        let bars = bar(names::severity(severity), &palette.severities[level], data);
        with(bars, json!({"stack": "severity"}))
    });
    along(palette, timeline, json!({"minInterval": 1}), bars.collect())
}

/// Where a bin of the timeline starts.
pub fn timeline_label(timeline: &Timeline, bin: &TimelineBin) -> String {
    match timeline.bin_seconds {
        Some(width) if width < 1.0 => format::utc_millis(bin.start + 1e-4),
        Some(_) => format::utc(bin.start),
        None => format::number(bin.start.round()),
    }
}

/// As short as the stretch allows: the time of day within a day, without the year beyond.
fn labels(timeline: &Timeline) -> Vec<String> {
    let ends = timeline.bins.first().zip(timeline.bins.last());
    let is_within_a_day = ends.is_some_and(|(first, last)| last.end - first.start <= SECONDS_A_DAY);
    let label = |bin: &TimelineBin| match (timeline.bin_seconds, is_within_a_day) {
        (None, _) => format::number(bin.start.round()),
        (Some(_), true) => format::clock(bin.start),
        (Some(_), false) => format::utc(bin.start).get(5..16).unwrap_or_default().to_owned(),
    };
    timeline.bins.iter().map(label).collect()
}

/// Bars along the table, at fixed places.
fn along(palette: &Palette, timeline: &Timeline, numbers: Value, bars: Vec<Value>) -> Value {
    let close = bars.into_iter().map(|bars| with(bars, json!({"barCategoryGap": "8%"})));
    let axes = [
        category_axis(palette, "", labels(timeline)),
        value_axis(palette, "", numbers),
    ];
    let option = chart(palette, Trigger::Axis, true, axes, close.collect());
    let grid = json!({"left": LEFT_PX, "right": RIGHT_PX, "top": 28, "bottom": 22, "containLabel": false});
    with(option, json!({"grid": grid, "legend": {"left": LEFT_PX}}))
}
