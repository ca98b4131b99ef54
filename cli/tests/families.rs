//! Training, judging and scoring by the binary, on small tables.

mod support;

use serde_json::Value;
use support::{file, frames, pcap, printed, text, wiresift};

fn sample(seed: &str, rows: &str) -> String {
    let csv = printed(&wiresift(&[
        "sample",
        "table",
        "--seed",
        seed,
        "--rows",
        rows,
        "--anomalies",
        "0.3",
    ]));
    file(&format!("families-{seed}-{rows}.csv"), csv.as_bytes())
}

#[expect(clippy::unwrap_used, reason = "clippy's exception for tests does not reach helpers")]
fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&printed(&wiresift(arguments))).unwrap()
}

fn trained(more: &[&str]) -> (String, Value) {
    trained_on(&sample("1", "1500"), more)
}

fn trained_on(table: &str, more: &[&str]) -> (String, Value) {
    let model = file("model.safetensors", b"");
    let fixed = [
        "train",
        table,
        "--model",
        &model,
        "--networks",
        "1",
        "--epochs",
        "12",
        "--json",
    ];
    let report = json(&[&fixed, more].concat());
    (model, report)
}

#[test]
fn a_model_is_trained_and_judges_another_table() {
    let (model, report) = trained(&["--model-kind", "network", "--hold-out", "0.2"]);
    // A fifth of each class, rounded.
    assert!((298..=302).contains(&report["held_out"]["n_rows"].as_u64().unwrap()));
    assert_eq!(report["model"]["method"], "network");
    let curve = report["learning_curves"][0].as_array().unwrap();
    assert!(curve.len() <= 12 && curve[0]["validation"]["macro_f1"].is_number());

    let fresh = sample("2", "800");
    let evaluation = json(&["evaluate", "--model", &model, &fresh, "--json"]);
    assert!(evaluation["accuracy"].as_f64().unwrap() > 0.85, "{evaluation}");
    assert!(evaluation["roc_auc"].as_f64().unwrap() > 0.9, "{evaluation}");
    assert_eq!(evaluation["confusion"].as_array().unwrap().len(), 7);

    let judged = json(&["classify", &fresh, "--model", &model, "--json"]);
    let rows = judged["rows"].as_array().unwrap();
    assert_eq!((rows.len(), &rows[7]["row"]), (800, &Value::from(7)));
    let families: u64 = judged["families"]
        .as_object()
        .unwrap()
        .values()
        .map(|n| n.as_u64().unwrap())
        .sum();
    assert_eq!(families, 800);

    let scores = json(&["score", &fresh, "--model", &model, "--json"]);
    for (row, score) in rows.iter().zip(scores["attack_score"].as_array().unwrap()) {
        assert_eq!(&row["attack_score"], score);
    }
}

#[test]
fn the_same_seed_gives_the_same_file_but_for_its_name() {
    let name = ["--name", "same", "--model-kind", "both", "--autoencoders", "0"];
    let table = sample("1", "1500");
    let (first, _) = trained_on(&table, &name);
    let (second, _) = trained_on(&table, &name);
    assert_eq!(std::fs::read(first).unwrap(), std::fs::read(second).unwrap());
}

#[test]
fn the_best_is_chosen_and_the_choice_is_told() {
    let (_, report) = trained(&[]);
    let choices = report["model"]["about"]["choices"].as_array().unwrap();
    // Three class weights, then network, forest and both.
    assert_eq!(choices.len(), 6, "{choices:?}");
    assert!(choices[4].as_str().unwrap().starts_with("random forest: macro-F1"));
}

#[test]
fn a_row_of_the_output_file_is_a_row_of_the_table() {
    let (model, _) = trained(&["--model-kind", "forest"]);
    let (table, csv) = (sample("3", "50"), file("families-rows.csv", b""));
    printed(&wiresift(&["classify", &table, "--model", &model, "--output", &csv]));
    let written = std::fs::read_to_string(&csv).unwrap();
    assert_eq!(written.lines().count(), 51);
    let header = "row,family,confidence,risk,attack_probability,attack_score,novelty,by_novelty";
    assert_eq!(written.lines().next(), Some(header));
    printed(&wiresift(&["score", &table, "--model", &model, "--output", &csv]));
    let written = std::fs::read_to_string(&csv).unwrap();
    assert_eq!(written.lines().next(), Some("row,attack_score,attack_probability"));
    let plain = printed(&wiresift(&["score", &table, "--model", &model]));
    assert_eq!(plain.lines().count(), 50);
}

#[test]
fn a_capture_is_judged_by_the_model_that_ships() {
    let capture = file("families.pcap", &pcap(0, &frames()));
    let judged = json(&["classify", &capture, "--json"]);
    assert_eq!(judged["model"]["about"]["name"], "kdd-family-packets");
    let n_flows = printed(&wiresift(&["flows", &capture, "--format", "csv"]))
        .lines()
        .count()
        - 1;
    let rows = judged["rows"].as_array().unwrap();
    assert_eq!(rows.len(), n_flows);
    for row in rows {
        let confidence = row["confidence"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&confidence));
    }
}

#[test]
fn a_kdd_table_is_judged_by_the_model_that_ships() {
    let row = |label: &str| {
        format!(
            "0,tcp,http,SF,181,5450,0,0,0,0,0,1{},8,8,0,0,0,0,1,0,0,9,9,1,0,0.11,0,0,0,0,0,{label}.\n",
            ",0".repeat(10)
        )
    };
    let flood = |label: &str| {
        format!(
            "0,tcp,private,S0,0,0{},200,5,1,1,0,0,0.03,0.06,0,255,5,0.02,0.06,0,0,1,1,0,0,{label}.\n",
            ",0".repeat(16)
        )
    };
    let rows: Vec<String> = (0..6)
        .map(|at| if at % 2 == 0 { row("normal") } else { flood("neptune") })
        .collect();
    assert_eq!(row("x").split(',').count(), 42);
    assert_eq!(flood("x").split(',').count(), 42);
    let table = file("families-kdd.csv", rows.concat().as_bytes());
    let evaluation = json(&["evaluate", &table, "--json"]);
    assert_eq!(evaluation["model"]["about"]["name"], "kdd-family-41");
    assert_eq!(evaluation["classes"][1]["recall"], 1.0);
}

#[test]
fn what_cannot_be_judged_says_why() {
    let refused = |arguments: &[&str]| {
        let output = wiresift(arguments);
        assert!(!output.status.success());
        text(&output.stderr)
    };
    let table = sample("1", "60");
    assert!(refused(&["classify", &table]).contains("no shipped model"));
    let broken = file("families-broken.safetensors", b"not a model");
    assert!(refused(&["classify", &table, "--model", &broken]).contains("not a model file"));
    let unlabelled = file("families-unlabelled.csv", b"a,b\n1,2\n3,4\n");
    assert!(refused(&["train", &unlabelled, "--model", &broken]).contains("no labels"));
    assert!(refused(&["train", &table, "--model", &broken, "--hold-out", "2"]).contains("--hold-out"));
    assert!(refused(&["evaluate", &unlabelled, "--model", &broken]).contains("not a model file"));
}
