//! The packets of a flow.

use serde_json::{Value, json};
use wiresift_engine::message::TracePoint;

use super::bars::bar;
use super::base::{Trigger, chart, value_axis, with};
use crate::charts::Palette;

/// Sizes over time: up from the originator, down from the responder.
pub fn trace(palette: &Palette, packets: &[TracePoint]) -> Value {
    let (unit, per_second) = unit(packets.last().map_or(0.0, |packet| packet.seconds));
    let side = |is_out: bool| -> Vec<Value> {
        let packets = packets.iter().filter(|packet| (packet.size >= 0) == is_out);
        packets
            .map(|packet| json!([packet.seconds * per_second, f64::from(packet.size)]))
            .collect()
    };
    let series = |name: &str, color: &str, is_out: bool| {
        with(
            bar(name, color, side(is_out)),
            json!({"barWidth": 3, "barGap": "-100%"}),
        )
    };
    let across = json!({"min": 0, "splitNumber": 4, "axisLabel": {"hideOverlap": true}});
    let axes = [value_axis(palette, unit, across), value_axis(palette, "", json!({}))];
    let series = vec![
        series("Originator, bytes", &palette.detectors[0], true),
        series("Responder, bytes", &palette.detectors[3], false),
    ];
    chart(palette, Trigger::Item, true, axes, series)
}

/// A unit in which the numbers of an axis of so many seconds are short, and how many of it are a second.
fn unit(seconds: f64) -> (&'static str, f64) {
    match seconds {
        ..1e-3 => ("Microseconds", 1e6),
        ..1.0 => ("Milliseconds", 1e3),
        _ => ("Seconds", 1.0),
    }
}
