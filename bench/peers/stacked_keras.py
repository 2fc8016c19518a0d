"""Runs the stacked autoencoder in Keras on TensorFlow, as the lecture does: model.fit on float32 arrays."""

import os
import sys

sys.dont_write_bytecode = True
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ["KERAS_BACKEND"] = "tensorflow"

import numpy as np

import protocol


class KerasPeer:
    def __init__(self, folder, keras):
        self.folder, self.warm = folder, False
        self.images = np.load(folder / "images.npy")
        self.validation = protocol.scaled(np.load(folder / "validation.npy"))
        *hidden, last = protocol.SIZES[1:]
        dense = keras.layers.Dense
        layers = [dense(units, activation="selu") for units in hidden]
        self.model = keras.Sequential([keras.Input([protocol.SIZES[0]]), *layers, dense(last, activation="sigmoid")])
        self.model.set_weights(protocol.initial_weights(folder))
        self.model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(protocol.LEARNING_RATE))

    def epoch(self, order):
        """Trains an epoch. Its rows are gathered and scaled before the time starts."""
        x = protocol.scaled(self.images[order])
        seconds, history = protocol.timed(lambda: self.model.fit(x, x, epochs=1, batch_size=protocol.BATCH, shuffle=False, verbose=0))
        return {"seconds": seconds, "loss": history.history["loss"][-1]}

    def predict(self):
        """Predicts with Keras's default batch size and a large one; `seconds` is the faster. An untimed call comes before the first."""
        x = protocol.scaled(self.images)
        for batch in () if self.warm else (32, 4096):
            self.model.predict(x, batch_size=batch, verbose=0)
        self.warm = True
        small, large = (protocol.timed(lambda: self.model.predict(x, batch_size=b, verbose=0))[0] for b in (32, 4096))
        return {"seconds": min(small, large), "batch_32_seconds": small, "batch_4096_seconds": large}

    def evaluate(self):
        return float(self.model.evaluate(self.validation, self.validation, batch_size=1000, verbose=0))


def import_keras(threads):
    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    return keras, f"{keras.__version__} (TensorFlow {tf.__version__})"


if __name__ == "__main__":
    options = protocol.arguments()
    seconds, (keras, version) = protocol.timed(lambda: import_keras(options.threads))
    peer = KerasPeer(options.data, keras)
    protocol.serve(peer, {"version": version, "import_seconds": seconds, "threads": options.threads}, options.cold)
