"""Golden values of the forest's attribution: shap's TreeExplainer on trees that Rust has grown.

    cargo test -p wiresift-explain --test tree_explainer -- --ignored
    python crates/explain/reference/tree_explainer.py

Needs numpy and shap (written with 0.51). Reads reference/forest.json (not kept), writes tests/golden/tree_explainer.json.
"""

import json
from pathlib import Path

import numpy as np
import shap

CRATE = Path(__file__).parent.parent


def tree(exported: dict, n_trees: int) -> dict:
    """As shap takes it. Leaves are minus the path length over the number of trees, so that trees add up to the mean."""
    return {
        "children_left": np.array(exported["children_left"]),
        "children_right": np.array(exported["children_right"]),
        "children_default": np.array(exported["children_right"]),
        "features": np.array(exported["features"]),
        "thresholds": np.array(exported["thresholds"], dtype=np.float64),
        "values": -np.array(exported["path_lengths"], dtype=np.float64)[:, None] / n_trees,
        "node_sample_weight": np.array(exported["covers"], dtype=np.float64),
    }


def main() -> None:
    exported = json.loads((CRATE / "reference/forest.json").read_text())
    n_trees = len(exported["trees"])
    model = {
        "trees": [tree(one, n_trees) for one in exported["trees"]],
        "internal_dtype": np.float64,
        "input_dtype": np.float64,
    }
    explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    rows = np.array(exported["rows"], dtype=np.float64)
    contributions = explainer.shap_values(rows, check_additivity=False)
    golden = {
        "shap": shap.__version__,
        "base": float(np.ravel(explainer.expected_value)[0]),
        "contributions": [[round(float(v), 7) for v in row] for row in contributions.reshape(len(rows), -1)],
    }
    (CRATE / "tests/golden/tree_explainer.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
    print(f"{n_trees} trees, {len(rows)} rows, base {golden['base']:.4f}")


if __name__ == "__main__":
    main()
