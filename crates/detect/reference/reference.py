"""Golden values from scikit-learn, one JSON file a set, for `tests/agreement.rs`.

    python3 -m venv venv && venv/bin/pip install scikit-learn==1.9.1 pandas numpy
    venv/bin/python crates/detect/reference/reference.py DATA_FOLDER [SET ...]

DATA_FOLDER holds the tables (`adbench_*.csv.gz`, `nsl_kdd_*.txt.gz`, `kddcup99_10pct.csv.gz`). Scores keep
scikit-learn's sign (lower = more anomalous).
"""

import json
import sys
from pathlib import Path

import numpy as np
import sklearn
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.neighbors import LocalOutlierFactor
from sklearn.svm import OneClassSVM

from tables import ADBENCH, KDD, load, spaced

GOLDEN = Path(__file__).parent.parent / "tests" / "golden"
FOREST_SEEDS = 20
FOREST_SCORED, LOF_FITTED, SVM_FITTED, SCORED = 20_000, 10_000, 5_000, 1_500


def short(values: np.ndarray, digits: int = 7) -> list[float]:
    return [float(f"{v:.{digits}g}") for v in values]


def forest(fitted: np.ndarray, x: np.ndarray, y: np.ndarray) -> dict:
    rows = spaced(len(x), FOREST_SCORED)
    auc, precision = [], []
    for seed in range(FOREST_SEEDS):
        score = -IsolationForest(random_state=seed).fit(fitted).score_samples(x[rows])
        auc.append(roc_auc_score(y[rows], score))
        precision.append(average_precision_score(y[rows], score))
    return {"scored": len(rows), "roc_auc": short(auc), "average_precision": short(precision)}


def lof(fitted: np.ndarray, x: np.ndarray, y: np.ndarray) -> dict:
    # Double precision for the arithmetic, on the very float32 values that Rust sees.
    fit = fitted[spaced(len(fitted), LOF_FITTED)].astype(np.float64)
    rows = spaced(len(x), SCORED)
    score = LocalOutlierFactor(novelty=True).fit(fit).score_samples(x[rows].astype(np.float64))
    own = LocalOutlierFactor().fit(fit).negative_outlier_factor_[spaced(len(fit), SCORED)]
    return {"fitted": len(fit), "score_samples": short(score), "negative_outlier_factor": short(own),
            "roc_auc": roc_auc_score(y[rows], -score) if 0 < y[rows].sum() < len(rows) else None}


def svm(fitted: np.ndarray, x: np.ndarray, y: np.ndarray, nu: float) -> dict:
    fit = fitted[spaced(len(fitted), SVM_FITTED)].astype(np.float64)
    rows = spaced(len(x), SCORED)
    model = OneClassSVM(nu=nu, gamma="scale").fit(fit)
    # The kernel sum, `decision_function + rho`: ten digits tell both far rows and rows at the border apart.
    score = model.score_samples(x[rows].astype(np.float64))
    return {"fitted": len(fit), "nu": nu, "gamma": float(model._gamma), "rho": float(-model.intercept_[0]),
            "n_support": len(model.support_), "score_samples": short(score, 10),
            "roc_auc": roc_auc_score(y[rows], -score) if 0 < y[rows].sum() < len(rows) else None}


def main() -> None:
    folder = Path(sys.argv[1])
    GOLDEN.mkdir(exist_ok=True)
    for name in sys.argv[2:] or ADBENCH + KDD:
        fitted, x, y = load(folder, name)
        golden = {"set": name, "generator": f"scikit-learn {sklearn.__version__}", "n_features": x.shape[1],
                  "fitted": len(fitted), "rows": len(x), "positives": int(y.sum()), "isolation_forest": forest(fitted, x, y),
                  "local_outlier_factor": lof(fitted, x, y), "one_class_svm": [svm(fitted, x, y, nu) for nu in (0.1, 0.5)]}
        (GOLDEN / f"{name}.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
        print(name, x.shape, f"{np.mean(golden['isolation_forest']['roc_auc']):.4f}", flush=True)


if __name__ == "__main__":
    main()
