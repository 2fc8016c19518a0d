"""Computes the validation loss of the stacked autoencoder in Keras for several seeds, with its own initial weights and shuffling, as one JSON object.

    .venv/bin/python bench/python/keras_seeds.py --data DIR [--epochs 10] [--seeds 3]

DIR holds images.npy (uint8 [55000, 784]) and validation.npy (uint8 [5000, 784]).
"""

import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np


def scaled(path):
    """Reads the uint8 images of a file as float32 in [0, 1]."""
    return np.divide(np.load(path), np.float32(255), dtype=np.float32)


def stacked():
    """Makes the lecture's 784-100-30-100-784 with Glorot-uniform kernels and SGD 1.5."""
    dense = keras.layers.Dense
    hidden = [dense(units, activation="selu") for units in (100, 30, 100)]
    model = keras.Sequential([keras.Input([784]), *hidden, dense(784, activation="sigmoid")])
    model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(1.5))
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    train, valid = scaled(options.data / "images.npy"), scaled(options.data / "validation.npy")
    curves = []
    for seed in range(options.seeds):
        keras.utils.set_random_seed(seed)
        history = stacked().fit(train, train, epochs=options.epochs, batch_size=32, validation_data=(valid, valid), verbose=0)
        curves.append(history.history["val_loss"])
    last = [curve[-1] for curve in curves]
    result = {"keras": keras.__version__, "epochs": options.epochs, "validation_losses": last, "mean": float(np.mean(last)), "curves": curves}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
