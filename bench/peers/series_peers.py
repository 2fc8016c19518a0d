"""Runs other methods on a series, for bench/sequences.mjs. The command `score FILE SEED` takes a CSV file whose first column has times, and returns
the seconds and the score of each reading by each method. Each channel is standardised first, and missing values are interpolated. A window's score
counts for all of its readings: a reading has the mean over the windows that contain it, except with TimeSeriesOD, which takes the highest by default."""

import sys

sys.dont_write_bytecode = True

import argparse
import os
import warnings

warnings.filterwarnings("ignore")
WINDOW = 96


def filled(channel):
    """The channel with missing values interpolated, and standardised."""
    import numpy as np

    known = np.flatnonzero(~np.isnan(channel))
    values = np.interp(np.arange(len(channel)), known, channel[known])
    return (values - values.mean()) / (values.std() or 1)


def methods(channels, seed):
    """A function for each method, which returns the scores of all readings. `channels` is [readings, channels]."""
    import numpy as np
    import stumpy
    from pyod.models.ts_od import TimeSeriesOD
    from sklearn.ensemble import IsolationForest
    from sklearn.neighbors import NearestNeighbors

    windows = np.lib.stride_tricks.sliding_window_view(channels, WINDOW, axis=0)

    def by_reading(scores):
        return np.convolve(scores, np.ones(WINDOW)) / np.convolve(np.ones(len(scores)), np.ones(WINDOW))

    def flat():
        return windows.reshape(len(windows), -1)

    def forest(features):
        return by_reading(-IsolationForest(random_state=seed).fit(features).score_samples(features))

    def neighbour():
        distances, _ = NearestNeighbors(n_neighbors=6).fit(flat()).kneighbors(flat())
        return by_reading(distances[:, -1])

    def statistics():
        steps = np.abs(np.diff(windows, axis=2)).mean(2)
        return np.concatenate([windows.mean(2), windows.std(2), windows.min(2), windows.max(2), steps], axis=1)

    def pyod(**options):
        np.random.seed(seed)
        return TimeSeriesOD(**options).fit(channels).decision_scores_

    def profile():
        distances = [stumpy.stump(np.ascontiguousarray(channel), WINDOW)[:, 0].astype(float) for channel in channels.T]
        return by_reading(np.mean(distances, axis=0))

    return {
        "IsolationForest of windows": lambda: forest(flat()),
        "sixth neighbour of windows": neighbour,
        "IsolationForest of statistics": lambda: forest(statistics()),
        "TimeSeriesOD": pyod,
        "TimeSeriesOD, kNN, 96": lambda: pyod(detector="KNN", window_size=WINDOW),
        "matrix profile": profile,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    threads = str(parser.parse_args().threads)
    for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"]:
        os.environ[name] = threads
    import numpy as np
    import pandas as pd

    import protocol

    for method in methods(np.random.default_rng(0).random((300, 2)), 0).values():
        method()
    protocol.say({"ready": True})
    for line in sys.stdin:
        command, rest = line.strip().split(" ", 1)
        if command != "score":
            return
        file, seed = rest.rsplit(" ", 1)
        numbers = pd.read_csv(file).iloc[:, 1:].to_numpy(float)
        channels = np.column_stack([filled(channel) for channel in numbers.T])
        answers = {}
        for name, method in methods(channels, int(seed)).items():
            seconds, scores = protocol.timed(method)
            answers[name] = {"seconds": seconds, "scores": scores.tolist()}
        protocol.say(answers)


if __name__ == "__main__":
    main()
