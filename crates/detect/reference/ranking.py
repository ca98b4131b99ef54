"""Which mean of calibrated scores ranks best: ROC-AUC and average precision on the ADBench sets.

    venv/bin/python crates/detect/reference/ranking.py DATA_FOLDER

Four detectors as in scikit-learn (forest, LOF over distinct rows, one-class SVM, MLP autoencoder), two seeds.
`p`: mid-rank percentile among the training scores; `s = -log10(1 - p)`: surprise.
"""

import sys
from pathlib import Path

import numpy as np
from scipy.stats import rankdata
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.neighbors import LocalOutlierFactor
from sklearn.neural_network import MLPRegressor
from sklearn.svm import OneClassSVM

from tables import ADBENCH, load, spaced

LAYERS = (64, 32, 16, 8, 16, 32, 64)


def detector_scores(x: np.ndarray, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    distinct = np.unique(x, axis=0)
    distinct = distinct[rng.permutation(len(distinct))[:20_000]]
    sample = x[rng.permutation(len(x))[:5_000]]
    auto = MLPRegressor(hidden_layer_sizes=LAYERS, batch_size=min(256, len(x)), max_iter=30, random_state=seed).fit(x, x)
    return np.stack([
        -IsolationForest(random_state=seed).fit(x).score_samples(x),
        -LocalOutlierFactor(novelty=True).fit(distinct).score_samples(x),
        -OneClassSVM(gamma="scale").fit(sample).decision_function(x),
        ((auto.predict(x) - x) ** 2).mean(axis=1),
    ])


def combinations(scores: np.ndarray) -> dict[str, np.ndarray]:
    n = scores.shape[1]
    p = np.stack([(rankdata(s) - 0.5) / n for s in scores])
    s = -np.log10(1 - p)
    logit = np.log(p / (1 - p))
    sorted_p, sorted_s = np.sort(p, axis=0), np.sort(s, axis=0)
    return {
        "forest": scores[0], "lof": scores[1], "svm": scores[2], "autoencoder": scores[3],
        "mean p": p.mean(axis=0), "mean surprise": s.mean(axis=0), "mean logit": logit.mean(axis=0),
        "median p": np.median(p, axis=0), "max p": p.max(axis=0), "min p": p.min(axis=0),
        "second p": sorted_p[-2], "top 3 of p": sorted_p[1:].mean(axis=0), "top 3 of surprise": sorted_s[1:].mean(axis=0),
        "mid 2 of surprise": sorted_s[1:3].mean(axis=0), "mean p^2": (p**2).mean(axis=0), "mean p^4": (p**4).mean(axis=0),
        "second + mean/10": sorted_p[-2] + p.mean(axis=0) / 10, "second + mean/3": sorted_p[-2] + p.mean(axis=0) / 3,
        "second s + mean/3": sorted_s[-2] + s.mean(axis=0) / 3, "third p": sorted_p[-3],
    }


def main() -> None:
    folder = Path(sys.argv[1])
    total: dict[str, list[tuple[float, float]]] = {}
    worst: dict[str, list[tuple[float, float]]] = {}
    for name in ADBENCH:
        _, x, y = load(folder, name)
        rows = np.union1d(spaced(len(x), 10_000), np.flatnonzero(y)[:1000]) if len(x) > 12_000 else np.arange(len(x))
        x, y = x[rows], y[rows]
        for seed in range(2):
            scores = detector_scores(x.astype(np.float64), seed)
            noise = scores.copy()
            noise[1] = -scores[0] # one detector that is exactly wrong
            for sink, table in ((total, scores), (worst, noise)):
                for key, score in combinations(table).items():
                    sink.setdefault(key, []).append((roc_auc_score(y, score), average_precision_score(y, score)))
        print(name, {k: round(float(np.mean([r[0] for r in v[-2:]])), 4) for k, v in total.items()}, flush=True)
    for title, sink in (("as they are", total), ("LOF replaced by the forest's opposite", worst)):
        print(title)
        for key, values in sorted(sink.items(), key=lambda kv: -np.mean([v[0] for v in kv[1]])):
            print(f"  {key:20} roc_auc {np.mean([v[0] for v in values]):.4f}  average precision {np.mean([v[1] for v in values]):.4f}"
                  f"  lowest roc_auc {min(v[0] for v in values):.4f}")


if __name__ == "__main__":
    main()
