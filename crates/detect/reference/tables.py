"""The tables of the evaluation data as scaled float32 matrices.

Preparation: symbolic columns one-hot (categories of the fitted rows, sorted; an unknown one gives zeros), then the
standard score of every column over the fitted rows (a constant column is only centred), in float64, rounded to float32.
`tests/support/tables.rs` does the same in Rust. Both draw rows without a generator: `spaced(n, m)`.
"""

from pathlib import Path

import numpy as np
import pandas as pd

SYMBOLIC = [1, 2, 3]
ADBENCH = ["http", "smtp", "shuttle", "mammography", "annthyroid", "thyroid", "pendigits", "mnist", "satimage2", "musk",
           "cardio", "breastw", "ionosphere"]
KDD = ["nsl_normal", "nsl_all", "kdd99_normal", "kdd99", "kdd99_dedup"]
FIT_ROWS = 20_000


def spaced(n: int, m: int) -> np.ndarray:
    """`min(n, m)` evenly spaced indices below `n`."""
    return np.arange(n) if m >= n else np.arange(m) * n // m


def read_kdd(path: Path) -> tuple[pd.DataFrame, np.ndarray]:
    table = pd.read_csv(path, header=None)
    label = table[41].str.rstrip(".").to_numpy() != "normal"
    return table.iloc[:, :41], label


def encode(table: pd.DataFrame, fitted: pd.DataFrame) -> np.ndarray:
    numeric = table.drop(columns=SYMBOLIC).to_numpy(dtype=np.float64)
    columns = [numeric]
    for column in SYMBOLIC:
        categories = sorted(fitted[column].unique())
        columns.append(np.stack([(table[column] == c).to_numpy(dtype=np.float64) for c in categories], axis=1))
    return np.concatenate(columns, axis=1)


def standard_score(x: np.ndarray, fitted: np.ndarray) -> np.ndarray:
    mean, scale = fitted.mean(axis=0), fitted.std(axis=0)
    # As scikit-learn's StandardScaler: a column that is constant up to rounding is only centred.
    constant = scale <= 10 * np.finfo(np.float64).eps * np.maximum(np.abs(mean), 1e-300)
    return ((x - mean) / np.where(constant, 1.0, scale)).astype(np.float32)


def load(folder: Path, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fitted rows, scored rows and the truth of the scored rows (1 for an anomaly)."""
    if name in ADBENCH:
        table = pd.read_csv(folder / f"adbench_{name}.csv.gz", float_precision="round_trip").to_numpy(dtype=np.float64)
        x, y = table[:, :-1], table[:, -1].astype(int)
        fitted = x[spaced(len(x), FIT_ROWS)]
        return standard_score(fitted, fitted), standard_score(x, fitted), y
    if name.startswith("nsl"):
        table, label = read_kdd(folder / "nsl_kdd_train20.txt.gz")
        scored, y = read_kdd(folder / "nsl_kdd_test.txt.gz")
        pool = table[~label] if name == "nsl_normal" else table
        fitted = pool
    else:
        scored, y = read_kdd(folder / "kddcup99_10pct.csv.gz")
        if name == "kdd99_dedup":
            first = ~scored.duplicated().to_numpy()
            scored, y = scored[first], y[first]
        pool = scored[~y] if name == "kdd99_normal" else scored
        fitted = pool.iloc[spaced(len(pool), FIT_ROWS)]
    encoded = encode(fitted, fitted)
    return standard_score(encoded, encoded), standard_score(encode(scored, fitted), encoded), y.astype(int)
