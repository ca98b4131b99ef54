use super::files::repeat_packets;
use super::{features, limits};
use crate::bench::figures::Figures;
use serde_json::{Value, json};

fn limits_of(lines: &[Value]) -> Vec<Value> {
    let mut figures = Figures::default();
    for line in lines {
        figures.add(line.as_object().unwrap().clone());
    }
    limits(&figures)
}

#[test]
fn speed_and_memory_of_the_page_are_held_against_limits() {
    let limits = limits_of(&[
        json!({"bench": "capture/flows", "where": "tab", "packets_per_s": 2_500_000, "peak_mb": 650}),
        json!({"bench": "capture/flows", "where": "tshark", "peak_mb": 1}),
    ]);
    let kept: Vec<_> = limits.iter().map(|limit| &limit["kept"]).collect();
    assert_eq!(kept, [&json!(true), &json!(false)]);
}

#[test]
fn memory_may_grow_with_flows_but_not_with_packets() {
    let peak = |bench, peak| json!({"bench": bench, "where": "tab", "peak_mb": peak});
    let limits = limits_of(&[
        peak("capture/flows", 400),
        peak("capture_double/flows", 500),
        peak("capture_repeated/flows", 440),
    ]);
    assert_eq!(limits[1]["value"], json!(1.1));
    assert_eq!(limits[1]["kept"], json!(false));
    assert_eq!(limits[2]["value"], json!(1.25));
    assert_eq!(limits[2].get("kept"), None);
}

#[test]
fn every_packet_is_written_twice() {
    let record = |bytes: &[u8]| {
        let mut record = vec![7; 8];
        record.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
        record.extend([9; 4]);
        record.extend(bytes);
        record
    };
    let header = [1; 24];
    let (first, second) = (record(b"abc"), record(b""));
    let mut written = Vec::new();
    let capture = [&header[..], &first, &second].concat();
    repeat_packets(&mut &capture[..], &mut written).unwrap();
    assert_eq!(written, [&header[..], &first, &first, &second, &second].concat());
}

#[test]
fn features_take_the_least_sum_of_reading_and_finishing() {
    let line = |bench: &str, seconds: f64| json!({"bench": bench, "seconds": seconds}).to_string();
    let output = [
        line("open/push", 2.0),
        line("open/finish", 0.5),
        line("open/overview", 0.1),
        line("open/push", 1.5),
        line("open/finish", 0.75),
        line("open/total", 9.0),
    ];
    assert_eq!(features::least(&output.join("\n")), Some(2.25));
    assert_eq!(features::least("no file named: skipped"), None);
}
