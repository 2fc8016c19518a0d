"""The shared part of the Python peers: the files of the driver, and a protocol with one JSON object on each line.

A peer prints {"ready": true, ...}, then answers each line on stdin with one line: `epoch K` trains on row K of the order, `predict`
predicts all images, `evaluate` gives the validation loss, `quit` the peak memory. With --cold it trains the first epoch and leaves.
"""

import argparse
import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

SIZES = [784, 100, 30, 100, 784]
BATCH = 32
LEARNING_RATE = 1.5


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=Path, help="images.npy, validation.npy, order.npy, w0.npy, b0.npy, ... (or weights.npz)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cold", action="store_true", help="train only the first epoch, print the result and exit")
    return parser.parse_args()


def initial_weights(folder):
    """Reads the weights as float32: kernel [inputs, outputs], bias, kernel, …"""
    names = [f"{kind}{k}" for k in range(len(SIZES) - 1) for kind in "wb"]
    if (folder / "weights.npz").exists():
        stored = np.load(folder / "weights.npz")
        return [stored[name] for name in names]
    return [np.load(folder / f"{name}.npy") for name in names]


def scaled(images):
    """Converts uint8 images to float32 in [0, 1]."""
    return np.divide(images, np.float32(255), dtype=np.float32)


def timed(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def peak_rss_bytes():
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def say(answer):
    print(json.dumps(answer), flush=True)


def serve(peer, ready, cold):
    """Answers the commands of the driver. A peer has epoch(order) → {seconds, loss}, predict() → {seconds, …} and evaluate() → a loss."""
    order = np.load(peer.folder / "order.npy", mmap_mode="r")
    say({"ready": True, **ready})
    if cold:
        say({**peer.epoch(order[0]), "peak_rss_bytes": peak_rss_bytes()})
        return
    for line in sys.stdin:
        command, *rest = line.split()
        if command == "epoch":
            say(peer.epoch(order[int(rest[0])]))
        elif command == "predict":
            say(peer.predict())
        elif command == "evaluate":
            say({"loss": peer.evaluate()})
        elif command == "quit":
            say({"peak_rss_bytes": peak_rss_bytes()})
            return
        else:
            say({"error": f"unknown command: {command}"})
