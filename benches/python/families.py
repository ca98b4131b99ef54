"""How well scikit-learn's MLP tells the attack families of KDD'99 by the features that packets alone give.

    python families.py KDD99.csv[.gz] [SEED ...]

The split, the preparation and the network are those of the evaluation data's reference figures, which are of all 41 features:
80/20 by class, one-hot and standard scaling fitted on the rows that are learnt from, hidden layers of 128 and 64. Prints one JSON
object a seed, and one of their means.
"""

import json
import sys

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

SYMBOLIC = [1, 2, 3]
# wrong_fragment, urgent, and what only the content of a session tells: hot to is_guest_login.
NOT_OF_PACKETS = range(7, 22)
LABEL = 41

DOS = "back land neptune pod smurf teardrop"
PROBE = "ipsweep nmap portsweep satan"
R2L = "ftp_write guess_passwd imap multihop phf spy warezclient warezmaster"
U2R = "buffer_overflow loadmodule perl rootkit"
FAMILY = {"normal": "normal"} | {
    kind: family
    for family, kinds in (("dos", DOS), ("probe", PROBE), ("r2l", R2L), ("u2r", U2R))
    for kind in kinds.split()
}


def judge(x, y, seed):
    fitted, held_out, families, truth = train_test_split(x, y, test_size=0.2, stratify=y, random_state=seed)
    one_hot = ColumnTransformer([("symbolic", OneHotEncoder(handle_unknown="ignore"), SYMBOLIC)], remainder="passthrough")
    one_hot.sparse_threshold = 0
    mlp = MLPClassifier(hidden_layer_sizes=(128, 64), batch_size=256, max_iter=40, early_stopping=True, random_state=seed)
    model = make_pipeline(one_hot, StandardScaler(), mlp).fit(fitted, families)
    normal = list(model.classes_).index("normal")
    told = model.predict(held_out)
    return {
        "accuracy": accuracy_score(truth, told),
        "macro_f1": f1_score(truth, told, average="macro", zero_division=0),
        "roc_auc": roc_auc_score(truth != "normal", 1 - model.predict_proba(held_out)[:, normal]),
    }


def main():
    table = pd.read_csv(sys.argv[1], header=None)
    y = table[LABEL].str.rstrip(".").map(FAMILY).to_numpy()
    x = table.drop(columns=[*NOT_OF_PACKETS, *range(LABEL, table.shape[1])])
    judged = []
    for seed in [int(seed) for seed in sys.argv[2:]] or [0, 1, 2]:
        judged.append(judge(x, y, seed))
        print(json.dumps({"bench": f"classify-kdd99-packets-seed-{seed}", "where": "python"} | judged[-1]), flush=True)
    means = {name: float(np.mean([result[name] for result in judged])) for name in judged[0]}
    print(json.dumps({"bench": "classify-kdd99-packets", "where": "python"} | means))


if __name__ == "__main__":
    main()
