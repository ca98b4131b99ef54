//! The packets of a flow.

use charming::datatype::DataPoint;
use charming::element::Trigger;
use serde_json::{Value, json};
use wiresift_engine::message::TracePoint;

use super::bars::bar;
use super::base::{chart, finish, merge, value_axis};
use super::lines::xy;
use crate::charts::Palette;

/// Sizes over time: up from the originator, down from the responder.
pub fn trace(palette: &Palette, packets: &[TracePoint]) -> Value {
    let (unit, per_second) = unit(packets.last().map_or(0.0, |packet| packet.seconds));
    let side = |is_out: bool| -> Vec<DataPoint> {
        let packets = packets.iter().filter(|packet| (packet.size >= 0) == is_out);
        packets
            .map(|packet| xy(packet.seconds * per_second, f64::from(packet.size)))
            .collect()
    };
    let series = |name: &str, color: &str, is_out: bool| bar(name, color, side(is_out)).bar_width(3).bar_gap("-100%");
    let option = chart(palette, true)
        .x_axis(value_axis(palette, unit).min(0).split_number(4))
        .y_axis(value_axis(palette, ""))
        .series(series("Originator, bytes", &palette.detectors[0], true))
        .series(series("Responder, bytes", &palette.detectors[3], false));
    let mut option = finish(palette, option, Trigger::Item);
    merge(&mut option, json!({"xAxis": {"axisLabel": {"hideOverlap": true}}}));
    option
}

/// A unit in which the numbers of an axis of so many seconds are short, and how many of it are a second.
fn unit(seconds: f64) -> (&'static str, f64) {
    match seconds {
        ..1e-3 => ("Microseconds", 1e6),
        ..1.0 => ("Milliseconds", 1e3),
        _ => ("Seconds", 1.0),
    }
}
