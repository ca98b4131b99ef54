//! Figures on NSL-KDD, where its tables are at hand: `WIRESIFT_DATA`, or `data` in a `shared` folder beside the repository.

#![expect(clippy::print_stdout, reason = "says what was skipped, and the figures")]

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// The best single detector of scikit-learn, fitted on the normal rows of the 20 % table and asked about the test table: a
/// one-class SVM with ν = 0.5 (mean of three seeds).
const BEST_REFERENCE_ROC_AUC: f64 = 0.9532;

fn table(name: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = std::env::var_os("WIRESIFT_DATA").map_or_else(beside, PathBuf::from);
    let path = folder.join("tables").join(name);
    if !path.exists() {
        println!("skipped: there is no {}", path.display());
    }
    path.exists().then_some(path)
}

#[test]
fn the_ensemble_judges_nsl_kdd_as_well_as_the_best_reference_detector() {
    let (Some(training), Some(test)) = (table("nsl_kdd_train20.txt.gz"), table("nsl_kdd_test.txt.gz")) else {
        return;
    };
    let output = Command::new(env!("CARGO_BIN_EXE_wiresift"))
        .args(["analyze", "--json", "--train-on", "normal"])
        .arg(training)
        .arg("--test")
        .arg(test)
        .output()
        .unwrap();
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["rows"], 22_544);
    for detector in result["detectors"].as_array().unwrap() {
        println!(
            "{}: ROC-AUC {}, AP {}",
            detector["name"], detector["roc_auc"], detector["average_precision"]
        );
    }
    let roc_auc = result["ensemble"]["roc_auc"].as_f64().unwrap();
    println!(
        "ensemble: ROC-AUC {roc_auc}, AP {}",
        result["ensemble"]["average_precision"]
    );
    assert!(roc_auc >= BEST_REFERENCE_ROC_AUC, "the ensemble reaches {roc_auc}");
}
