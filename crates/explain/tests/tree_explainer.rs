//! The forest's attribution against `TreeExplainer` of Python's shap, on the same trees.
//!
//! To make the golden file again, after a change of what trees are grown:
//!
//! ```text
//! cargo test -p wiresift-explain --test tree_explainer -- --ignored
//! python crates/explain/reference/tree_explainer.py
//! ```

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use std::path::{Path, PathBuf};

use ndarray::Array2;
use serde::Deserialize;
use serde_json::json;
use wiresift_detect::{IsolationForest, IsolationForestParams, TreeNode, TreeView, ignore_progress};
use wiresift_explain::forest::attribute;

const N_ROWS: usize = 600;
const N_FEATURES: usize = 12;
const N_EXPLAINED: usize = 100;
const TOLERANCE: f64 = 1e-4;

/// Rows of which every seventh is moved away in one column.
fn data() -> Array2<f32> {
    let mut x = support::traffic(N_ROWS, N_FEATURES, 3);
    for row in (0..N_ROWS).step_by(7) {
        x[(row, row % N_FEATURES)] += 5.0;
    }
    x
}

fn forest(x: &Array2<f32>) -> IsolationForest {
    let params = IsolationForestParams::default().seed(11);
    let rows = support::all_rows(x.nrows());
    params.fit(x.view(), &rows, &mut ignore_progress).unwrap()
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// What `TreeExplainer` says of minus the mean path length.
#[derive(Deserialize)]
struct Golden {
    shap: String,
    base: f64,
    /// `[N_EXPLAINED][N_FEATURES]`
    contributions: Vec<Vec<f64>>,
}

#[test]
fn attribution_is_that_of_tree_explainer() {
    let golden: Golden =
        serde_json::from_slice(&std::fs::read(path("tests/golden/tree_explainer.json")).unwrap()).unwrap();
    assert_eq!(golden.contributions.len(), N_EXPLAINED);
    let x = data();
    let forest = forest(&x);
    let mut worst = 0.0_f64;
    for (row, expected) in x.rows().into_iter().zip(&golden.contributions) {
        let attribution = attribute(&forest, row).unwrap();
        assert_eq!(attribution.contributions.len(), expected.len());
        worst = worst.max((attribution.base - golden.base).abs());
        for (actual, expected) in attribution.contributions.iter().zip(expected) {
            worst = worst.max((actual - expected).abs());
        }
    }
    println!("largest difference from shap {}: {worst:.1e}", golden.shap);
    assert!(worst < TOLERANCE, "{worst}");
}

/// A leaf is its own child there: -1.
fn export(tree: TreeView<'_>) -> serde_json::Value {
    let nodes: Vec<TreeNode> = (0..tree.n_nodes()).map(|at| tree.node(at)).collect();
    let of = |inner: fn(&TreeNode) -> serde_json::Value| nodes.iter().map(inner).collect::<Vec<_>>();
    json!({
        "children_left": of(|node| match node { TreeNode::Inner { left, .. } => json!(left), TreeNode::Leaf { .. } => json!(-1) }),
        "children_right": of(|node| match node { TreeNode::Inner { right, .. } => json!(right), TreeNode::Leaf { .. } => json!(-1) }),
        "features": of(|node| match node { TreeNode::Inner { feature, .. } => json!(feature), TreeNode::Leaf { .. } => json!(-2) }),
        "thresholds": of(|node| match node { TreeNode::Inner { threshold, .. } => json!(threshold), TreeNode::Leaf { .. } => json!(-2.0) }),
        "path_lengths": of(|node| match node { TreeNode::Inner { .. } => json!(0.0), TreeNode::Leaf { path_length } => json!(path_length) }),
        "covers": (0..tree.n_nodes()).map(|at| tree.cover(at)).collect::<Vec<_>>(),
    })
}

#[test]
#[ignore = "writes what reference/tree_explainer.py reads"]
fn export_forest() {
    let x = data();
    let rows: Vec<Vec<f32>> = x.rows().into_iter().take(N_EXPLAINED).map(|row| row.to_vec()).collect();
    let trees: Vec<_> = forest(&x).trees().map(export).collect();
    let text = json!({ "rows": rows, "trees": trees }).to_string();
    std::fs::write(path("reference/forest.json"), text).unwrap();
}
