"""Times the steps of Wiresift's benches with pandas and scikit-learn, natively.

    python peers.py KDD99.csv NSL_KDD_TRAIN20.csv [REPEAT]

Both tables are plain CSV without a header line. Prints one JSON object a line: `bench`, `where` and `seconds`, the least of
REPEAT runs. The libraries run as they come: default threads, default settings except where the bench names another.
"""

import json
import sys
import time
import warnings

import pandas as pd
from sklearn.ensemble import IsolationForest
from sklearn.exceptions import ConvergenceWarning
from sklearn.neighbors import LocalOutlierFactor
from sklearn.neural_network import MLPRegressor
from sklearn.preprocessing import StandardScaler
from sklearn.svm import OneClassSVM

SYMBOLIC = [1, 2, 3]
N_FEATURES = 41


def timed(bench, repeat, step):
    """Runs `step` `repeat` times, prints the least time and returns what it returned last and that time."""
    least = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        result = step()
        least = min(least, time.perf_counter() - start)
    print(json.dumps({"bench": bench, "where": "python", "seconds": round(least, 4)}), flush=True)
    return result, least


def encode(table):
    """One-hot for the symbolic columns, then mean 0 and variance 1 for every column."""
    features = table.iloc[:, :N_FEATURES]
    return StandardScaler().fit_transform(pd.get_dummies(features, columns=SYMBOLIC).to_numpy(dtype="float64"))


def kdd99(path, repeat):
    table, read = timed("kdd99/read", repeat, lambda: pd.read_csv(path, header=None))
    x, encoding = timed("kdd99/encode", repeat, lambda: encode(table))
    forest = IsolationForest(n_estimators=100, max_samples=256, random_state=0)
    _, fit = timed("kdd99/forest_fit", repeat, lambda: forest.fit(x))
    _, score = timed("kdd99/forest_score", repeat, lambda: forest.score_samples(x))
    total = {"bench": "kdd99/total", "where": "python", "seconds": round(read + encoding + fit + score, 4)}
    print(json.dumps(total), flush=True)


def nsl_kdd(path, repeat):
    x = encode(pd.read_csv(path, header=None))
    timed("nsl/lof", repeat, lambda: LocalOutlierFactor(n_neighbors=20).fit(x))
    rows = pd.Series(range(len(x))).sample(10_000, random_state=0).to_numpy()
    svm = OneClassSVM(kernel="rbf", nu=0.5, gamma="scale")
    timed("nsl/svm_fit", repeat, lambda: svm.fit(x[rows]))
    timed("nsl/svm_score", repeat, lambda: svm.score_samples(x))
    timed("nsl/autoencoder_fit", repeat, lambda: autoencoder().fit(x, x))


def autoencoder():
    """Thirty epochs, whatever the loss does."""
    return MLPRegressor(
        hidden_layer_sizes=(64, 32, 16, 8, 16, 32, 64),
        batch_size=256,
        learning_rate_init=0.001,
        max_iter=30,
        tol=0.0,
        n_iter_no_change=30,
        random_state=0,
    )


def main():
    kdd99_path, nsl_path = sys.argv[1:3]
    repeat = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    warnings.simplefilter("ignore", ConvergenceWarning)
    kdd99(kdd99_path, repeat)
    nsl_kdd(nsl_path, repeat)


if __name__ == "__main__":
    main()
