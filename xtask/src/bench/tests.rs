use super::figures::Figures;
use super::{gunzip, ratios};
use flate2::{Compression, write::GzEncoder};
use serde_json::json;
use std::fs;
use std::io::Write;

fn figures(lines: &[serde_json::Value]) -> Figures {
    let mut figures = Figures::default();
    for line in lines {
        figures.add(line.as_object().unwrap().clone());
    }
    figures
}

#[test]
fn divides_the_tab_by_the_peer_and_holds_it_against_the_limit() {
    let figures = figures(&[
        json!({"bench": "kdd99/total", "where": "tab", "seconds": 1.5}),
        json!({"bench": "kdd99/total", "where": "python", "seconds": 4.0}),
        json!({"bench": "kdd99/read", "where": "tab", "seconds": 0.9}),
    ]);
    let ratios = ratios::of(&figures);
    assert_eq!(ratios.len(), 1, "a comparison with one side only is left out");
    assert_eq!(ratios[0]["tab_over_peer"], json!(0.375));
    assert_eq!(ratios[0]["kept"], json!(true));
}

#[test]
fn a_missed_limit_shows() {
    let figures = figures(&[
        json!({"bench": "kdd99/total", "where": "tab", "seconds": 2.5}),
        json!({"bench": "kdd99/total", "where": "python", "seconds": 4.0}),
    ]);
    assert_eq!(ratios::of(&figures)[0]["kept"], json!(false));
}

#[test]
fn a_figure_without_a_place_is_native() {
    let figures = figures(&[json!({"bench": "table/read_kdd99", "seconds": 0.5})]);
    assert_eq!(figures.seconds("table/read_kdd99", "native"), Some(0.5));
}

#[test]
fn each_way_to_run_is_held_against_its_own_peer() {
    let figures = figures(&[
        json!({"bench": "capture/flows", "where": "cli", "seconds": 3.6}),
        json!({"bench": "capture/features", "where": "native", "seconds": 2.0}),
        json!({"bench": "capture/flows", "where": "nfstream", "seconds": 18.0}),
        json!({"bench": "capture/flows", "where": "tshark", "seconds": 30.0}),
    ]);
    let ratios = ratios::of(&figures);
    assert_eq!(ratios.len(), 2, "tshark is the tab's peer");
    assert_eq!(ratios[0]["native_over_peer"], json!(0.111));
    assert_eq!(ratios[0]["kept"], json!(false));
    assert_eq!(ratios[1]["cli_over_peer"], json!(0.2));
    assert_eq!(ratios[1].get("kept"), None);
}

#[test]
fn unpacks_once() {
    let dir = std::env::temp_dir().join(format!("wiresift-gunzip-{}", std::process::id()));
    fs::create_dir_all(&dir).unwrap();
    let (from, to) = (dir.join("table.gz"), dir.join("table.csv"));
    let mut packed = GzEncoder::new(fs::File::create(&from).unwrap(), Compression::fast());
    packed.write_all(b"1,2,3\n").unwrap();
    packed.finish().unwrap();
    gunzip(&from, &to).unwrap();
    fs::remove_file(&from).unwrap();
    gunzip(&from, &to).unwrap();
    let text = fs::read_to_string(&to).unwrap();
    fs::remove_dir_all(&dir).unwrap();
    assert_eq!(text, "1,2,3\n");
}
