//! Bars along time.

use charming::datatype::DataPoint;
use charming::element::Trigger;
use serde_json::{Value, json};
use wiresift_engine::message::{Noun, Severity, Timeline, TimelineBin};

use super::bars::bar;
use super::base::{category_axis, chart, finish, merge, value_axis};
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
    let data: Vec<DataPoint> = values.map(|value| ((value * 1e3).round() / 1e3).into()).collect();
    let name = match unit {
        "" => measure.title(noun).to_owned(),
        unit => format!("{} ({unit})", measure.title(noun)),
    };
    let option = chart(palette, true)
        .x_axis(category_axis(palette, "", labels(timeline)))
        .y_axis(value_axis(palette, ""))
        .series(bar(&name, &palette.normal, data));
    placed(finish(palette, option, Trigger::Axis))
}

/// Anomalies along the table, stacked by severity.
pub fn timeline(palette: &Palette, timeline: &Timeline) -> Value {
    let mut option = chart(palette, true)
        .x_axis(category_axis(palette, "", labels(timeline)))
        .y_axis(value_axis(palette, "").min_interval(1));
    for (level, severity) in [Severity::Low, Severity::Medium, Severity::High]
        .into_iter()
        .enumerate()
    {
        let counts = timeline.bins.iter().map(|bin| bin.severities[level] as f64);
        let data: Vec<DataPoint> = counts.map(Into::into).collect();
        let bars = bar(names::severity(severity), &palette.severities[level], data);
        option = option.series(bars.stack("severity"));
    }
    placed(finish(palette, option, Trigger::Axis))
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

fn placed(mut option: Value) -> Value {
    let grid = json!({"left": LEFT_PX, "right": RIGHT_PX, "top": 28, "bottom": 22, "containLabel": false});
    merge(&mut option, json!({"grid": grid, "legend": {"left": LEFT_PX}}));
    for series in option["series"].as_array_mut().into_iter().flatten() {
        merge(series, json!({"barCategoryGap": "8%"}));
    }
    option
}
