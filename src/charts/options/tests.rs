use serde_json::{Value, json};
use wiresift_engine::message::{Curve, Distribution, Epoch, Histogram, Noun, Timeline, TimelineBin, TracePoint};

use super::base::with;
use super::*;
use crate::charts::{Measure, Palette};

fn palette() -> Palette {
    Palette {
        normal: "grey".to_owned(),
        anomalous: "red".to_owned(),
        animation: true,
        ..Palette::default()
    }
}

/// The data of each series.
fn data(option: &Value) -> Vec<Value> {
    option["series"]
        .as_array()
        .unwrap()
        .iter()
        .map(|series| series["data"].clone())
        .collect()
}

#[test]
fn every_tooltip_is_drawn_without_markup() {
    let histogram = Histogram {
        edges: vec![0.0, 1.0],
        normal: vec![1],
        anomalous: vec![1],
    };
    let line = along_rows(Vec::new());
    let options = [
        timeline(&palette(), &line),
        traffic(&palette(), &line, Measure::Bytes, Noun::Flow),
        trace(&palette(), &[]),
        severities(&palette(), [1, 2, 3], Noun::Row),
        votes(&palette(), &[5, 1], 1, Noun::Row),
        scores(&palette(), &histogram, Noun::Row),
        distribution(
            &palette(),
            "bytes",
            &Distribution::Numbers {
                histogram,
                logarithmic: false,
            },
            Noun::Row,
        ),
        loss(&palette(), &[]),
        roc(&palette(), &[]),
    ];
    for option in options {
        assert_eq!(option["tooltip"]["renderMode"], "richText", "{option}");
    }
}

fn along_rows(bins: Vec<TimelineBin>) -> Timeline {
    Timeline {
        time_column: None,
        bin_seconds: None,
        finer: None,
        coarser: None,
        has_traffic: false,
        has_anomalies: true,
        bins,
    }
}

fn bin(start: f64) -> TimelineBin {
    TimelineBin {
        start,
        end: start + 10.0,
        n_rows: 10,
        n_packets: 40,
        n_bytes: 25_000_000,
        severities: [3, 2, 1],
    }
}

#[test]
fn the_timeline_stacks_severities_over_rows_or_times() {
    let option = timeline(&palette(), &along_rows(vec![bin(0.0), bin(10.0)]));
    assert_eq!(option["xAxis"]["data"], json!(["0", "10"]));
    assert_eq!(data(&option), [json!([3.0, 3.0]), json!([2.0, 2.0]), json!([1.0, 1.0])]);
    let times = Timeline {
        time_column: Some("ts".to_owned()),
        bin_seconds: Some(10.0),
        ..along_rows(vec![bin(0.0)])
    };
    assert_eq!(timeline(&palette(), &times)["xAxis"]["data"], json!(["00:00:00"]));
}

#[test]
fn charts_below_each_other_share_their_edges() {
    let line = along_rows(vec![bin(0.0)]);
    let [above, below] = [
        traffic(&palette(), &line, Measure::Bytes, Noun::Flow),
        timeline(&palette(), &line),
    ];
    assert_eq!(above["grid"]["left"], 56);
    assert_eq!(above["grid"], below["grid"]);
}

#[test]
fn traffic_is_counted_in_a_unit_that_keeps_numbers_short() {
    let line = along_rows(vec![bin(0.0)]);
    let bytes = traffic(&palette(), &line, Measure::Bytes, Noun::Flow);
    assert_eq!(bytes["series"][0]["name"], "Bytes (MB)");
    assert_eq!(data(&bytes), [json!([25.0])]);
    let rows = traffic(&palette(), &line, Measure::Rows, Noun::Flow);
    assert_eq!(rows["series"][0]["name"], "Flows");
}

#[test]
fn packets_go_up_from_the_originator_and_down_from_the_responder() {
    let packet = |seconds, size| TracePoint { seconds, size };
    let option = trace(&palette(), &[packet(0.0, 60), packet(0.5, -1500)]);
    assert_eq!(data(&option), [json!([[0.0, 60.0]]), json!([[500.0, -1500.0]])]);
    assert_eq!(option["xAxis"]["name"], "Milliseconds");
}

#[test]
fn votes_that_make_an_anomaly_have_its_colour() {
    let option = votes(&palette(), &[90, 6, 4], 2, Noun::Row);
    let colours: Vec<_> = option["series"][0]["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bar| bar["itemStyle"]["color"].clone())
        .collect();
    assert_eq!(colours, ["grey", "grey", "red"]);
}

#[test]
fn a_distribution_shows_shares_of_each_group() {
    let categories = Distribution::Categories {
        names: vec!["tcp".to_owned(), "udp".to_owned()],
        normal: vec![750, 250],
        anomalous: vec![0, 3],
    };
    assert_eq!(
        data(&distribution(&palette(), "protocol", &categories, Noun::Row)),
        [json!([75.0, 25.0]), json!([0.0, 100.0])]
    );
    let empty = Histogram {
        edges: vec![0.0, 1.0, 2.0],
        normal: vec![0, 0],
        anomalous: vec![0, 0],
    };
    assert_eq!(
        data(&scores(&palette(), &empty, Noun::Row)),
        [json!([0.0, 0.0]), json!([0.0, 0.0])]
    );
}

#[test]
fn bins_are_named_by_their_edges() {
    assert_eq!(bin_labels(&[0.0, 0.5, 10_000.0]), ["0 to 0.5", "0.5 to 10,000"]);
    assert!(bin_labels(&[]).is_empty());
}

#[test]
fn the_loss_axis_is_as_long_as_the_training() {
    let epoch = |epoch, validation_loss| Epoch {
        epoch,
        n_epochs: 30,
        loss: 1.0 / f64::from(epoch),
        validation_loss,
    };
    let option = loss(&palette(), &[epoch(1, Some(2.0)), epoch(2, Some(1.5))]);
    assert_eq!(option["xAxis"]["max"], 30.0);
    assert_eq!(
        data(&option),
        [json!([[1.0, 1.0], [2.0, 0.5]]), json!([[1.0, 2.0], [2.0, 1.5]])]
    );
    assert_eq!(
        data(&loss(&palette(), &[epoch(1, None)])).len(),
        1,
        "no validation, no second line"
    );
}

#[test]
fn roc_curves_have_names_for_people_and_chance_beside_them() {
    let curve = |name: &str| Curve {
        name: name.to_owned(),
        points: vec![(0.0, 0.0), (0.123_456, 1.0)],
    };
    let option = roc(&palette(), &[curve("one_class_svm"), curve("ensemble")]);
    let names: Vec<_> = option["series"]
        .as_array()
        .unwrap()
        .iter()
        .map(|series| series["name"].clone())
        .collect();
    assert_eq!(names, ["One-class SVM", "Ensemble", "Chance"]);
    assert_eq!(data(&option)[0], json!([[0.0, 0.0], [0.1235, 1.0]]));
}

#[test]
fn merging_keeps_what_the_patch_does_not_name() {
    let options = json!({"a": {"b": 1, "c": [1]}, "d": 2});
    let options = with(options, json!({"a": {"c": [2, 3], "e": 4}}));
    assert_eq!(options, json!({"a": {"b": 1, "c": [2, 3], "e": 4}, "d": 2}));
}
