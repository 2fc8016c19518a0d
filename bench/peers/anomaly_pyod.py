"""Runs PyOD's detectors on a table, for bench/anomaly.mjs. The command `fit TABLE SEED` returns the area under the curve of each detector, and the
seconds of fitting and scoring. Each detector is warmed up on some rows first."""

import sys

sys.dont_write_bytecode = True

import argparse
import contextlib
import io
import warnings
from pathlib import Path

import numpy as np

import protocol

warnings.filterwarnings("ignore")


def detectors(seed):
    from pyod.models.auto_encoder import AutoEncoder
    from pyod.models.iforest import IForest
    from pyod.models.pca import PCA

    return {
        "AutoEncoder": lambda: AutoEncoder(random_state=seed, verbose=0),
        "PCA": lambda: PCA(random_state=seed),
        "IForest": lambda: IForest(random_state=seed),
    }


def scored(make, rows):
    """Returns the scores of the training rows, and suppresses printed output."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        detector = make()
        detector.fit(rows)
        return detector.decision_function(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    import torch
    from sklearn.metrics import roc_auc_score

    torch.set_num_threads(options.threads)
    for make in detectors(0).values():
        scored(make, np.random.default_rng(0).random((200, 5), dtype=np.float32))
    protocol.say({"ready": True})
    for line in sys.stdin:
        command, table, seed = line.split()[:3]
        if command != "fit":
            return
        numbers = np.loadtxt(options.data / f"{table}.csv", delimiter=",", skiprows=1)
        rows, labels = numbers[:, :-1], numbers[:, -1]
        answers = {}
        for name, make in detectors(int(seed)).items():
            seconds, scores = protocol.timed(lambda: scored(make, rows))
            answers[name] = {"seconds": seconds, "auc": roc_auc_score(labels, scores)}
        protocol.say(answers)


if __name__ == "__main__":
    main()
