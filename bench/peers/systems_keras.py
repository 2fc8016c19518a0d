"""Runs the lecture's systems in Keras on TensorFlow, for bench/systems.mjs and bench/lecture.mjs, with one JSON object on each line.

    systems_keras.py --data DIR --system NAME    (images.npy uint8 [n, 784], validation.npy)

`epoch` trains one epoch on all images and gives its seconds; `train SEED EPOCHS FOLDER` trains anew and gives the validation loss (of each phase).
The folder gets the first weights (0.npy, 1.npy, … in the order of the layers) and the order of each epoch's images (order.npy).
"""

import os
import sys

sys.dont_write_bytecode = True
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ["KERAS_BACKEND"] = "tensorflow"

import argparse
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

import protocol

PIXELS = 784


def dense(units, activation="selu"):
    return layers.Dense(units, activation=activation)


def compiled(model, rate, loss="binary_crossentropy", optimizer=None):
    model.compile(loss=loss, optimizer=optimizer or keras.optimizers.SGD(rate))
    return model


def stacked(*noise, rate=1.5):
    return compiled(keras.Sequential([keras.Input([PIXELS]), *noise, dense(100), dense(30), dense(100), dense(PIXELS, "sigmoid")]), rate)


class DenseTranspose(layers.Layer):
    """The lecture's layer with the transposed kernel of another layer."""

    def __init__(self, tied, activation):
        super().__init__()
        self.tied, self.activation = tied, keras.activations.get(activation)

    def build(self, _):
        self.bias = self.add_weight(shape=[self.tied.kernel.shape[0]], initializer="zeros", name="bias")

    def call(self, x):
        return self.activation(ops.matmul(x, ops.transpose(self.tied.kernel)) + self.bias)


def tied():
    one, two = dense(100), dense(30)
    return compiled(keras.Sequential([keras.Input([PIXELS]), one, two, DenseTranspose(two, "selu"), DenseTranspose(one, "sigmoid")]), 1.5)


def convolutional():
    def down(filters):
        return [layers.Conv2D(filters, 3, padding="same", activation="selu"), layers.MaxPooling2D()]

    def up(filters, padding, activation="selu"):
        return layers.Conv2DTranspose(filters, 3, strides=2, padding=padding, activation=activation)

    parts = [*down(16), *down(32), *down(64), up(32, "valid"), up(16, "same"), up(1, "same", "sigmoid")]
    return compiled(keras.Sequential([keras.Input([PIXELS]), layers.Reshape([28, 28, 1]), *parts, layers.Flatten()]), 1.0)


def recurrent():
    """Makes the recurrent system, which reads images as 28 steps of 28."""
    down = [layers.LSTM(100, return_sequences=True), layers.LSTM(30)]
    up = [layers.RepeatVector(28), layers.LSTM(100, return_sequences=True), layers.TimeDistributed(dense(28, "sigmoid"))]
    return compiled(keras.Sequential([keras.Input([PIXELS]), layers.Reshape([28, 28]), *down, *up, layers.Flatten()]), 0.1)


class Penalty(layers.Layer):
    """Adds a penalty on the codings. It is divided by the batch size, as the lecture's losses are."""

    def __init__(self, penalty):
        super().__init__()
        self.penalty = penalty

    def call(self, codings):
        self.add_loss(self.penalty(codings))
        return codings


def l1(codings):
    return 1e-3 * ops.mean(ops.sum(ops.abs(codings), axis=1))


def kl(codings, target=0.1, weight=0.05 / 32):
    q = ops.mean(codings, axis=0)
    return weight * ops.sum(target * ops.log(target / q) + (1 - target) * ops.log((1 - target) / (1 - q)))


def sparse(penalty):
    parts = [dense(100), dense(300, "sigmoid"), Penalty(penalty), dense(100), dense(PIXELS, "sigmoid")]
    return compiled(keras.Sequential([keras.Input([PIXELS]), *parts]), 1.0)


class Sampling(layers.Layer):
    def call(self, inputs):
        mean, log_variance = inputs
        self.add_loss(-0.5 * ops.mean(ops.sum(1 + log_variance - ops.exp(log_variance) - mean**2, axis=1)) / PIXELS)
        return mean + ops.exp(log_variance / 2) * keras.random.normal(ops.shape(mean))


def variational():
    inputs = keras.Input([PIXELS])
    hidden = dense(100)(dense(150)(inputs))
    codings = Sampling()([dense(10, None)(hidden), dense(10, None)(hidden)])
    outputs = dense(PIXELS, "sigmoid")(dense(150)(dense(100)(codings)))
    return compiled(keras.Model(inputs, outputs), None, optimizer=keras.optimizers.RMSprop())


def epoch_seconds(model, x, batch):
    return protocol.timed(lambda: model.fit(x, x, batch_size=batch, verbose=0))[0]


def validation_loss(model, x, valid, orders, batch):
    for order in orders:
        model.fit(x[order], x[order], batch_size=batch, shuffle=False, verbose=0)
    return model.evaluate(valid, valid, batch_size=batch, verbose=0)


class Greedy:
    """Trains phase 1 on the images, phase 2 on its codings, and fine-tunes both stacked."""

    def __init__(self):
        one, two, up, out = dense(100), dense(30), dense(100), dense(PIXELS, "sigmoid")
        self.first = compiled(keras.Sequential([keras.Input([PIXELS]), one, out]), 1.5)
        self.second = compiled(keras.Sequential([keras.Input([100]), two, up]), 0.05, "mse")
        self.encoder = keras.Sequential([keras.Input([PIXELS]), one])
        self.whole = compiled(keras.Sequential([keras.Input([PIXELS]), one, two, up, out]), 0.1)

    def weights(self):
        return self.whole.get_weights()

    def epoch_seconds(self, x, batch):
        return epoch_seconds(self.first, x, batch) + epoch_seconds(self.second, self.codings(x), batch)

    def validation_losses(self, x, valid, orders, batch):
        first = validation_loss(self.first, x, valid, orders, batch)
        second = validation_loss(self.second, self.codings(x), self.codings(valid), orders, batch)
        return [first, second, validation_loss(self.whole, x, valid, orders, batch)]

    def codings(self, x):
        return self.encoder.predict(x, batch_size=1000, verbose=0)


class Single:
    def __init__(self, model):
        self.model = model

    def weights(self):
        return self.model.get_weights()

    def epoch_seconds(self, x, batch):
        return epoch_seconds(self.model, x, batch)

    def validation_losses(self, *data):
        return [validation_loss(self.model, *data)]


SYSTEMS = {
    "stacked": lambda: Single(stacked()),
    "tied": lambda: Single(tied()),
    "greedy": Greedy,
    "convolutional": lambda: Single(convolutional()),
    "recurrent": lambda: Single(recurrent()),
    "denoising-gaussian": lambda: Single(stacked(layers.GaussianNoise(0.2), rate=1.0)),
    "denoising-dropout": lambda: Single(stacked(layers.Dropout(0.5), rate=1.0)),
    "sparse-l1": lambda: Single(sparse(l1)),
    "sparse-kl": lambda: Single(sparse(kl)),
    "variational": lambda: Single(variational()),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--system", required=True, choices=SYSTEMS)
    parser.add_argument("--count", type=int, help="number of images to use")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    tf.config.threading.set_inter_op_parallelism_threads(options.threads)
    images = protocol.scaled(np.load(options.data / "images.npy")[: options.count])
    validation = protocol.scaled(np.load(options.data / "validation.npy"))
    batch = 128 if options.system == "variational" else 32
    system = None
    protocol.say({"ready": True, "version": f"{keras.__version__} (TensorFlow {tf.__version__})"})
    for line in sys.stdin:
        command, *rest = line.split()
        if command == "epoch":
            system = system or SYSTEMS[options.system]()
            protocol.say({"seconds": system.epoch_seconds(images, batch)})
        elif command == "train":
            seed, epochs, folder = rest
            keras.utils.set_random_seed(int(seed))
            fresh = SYSTEMS[options.system]()
            for i, array in enumerate(fresh.weights()):
                np.save(Path(folder) / f"{i}.npy", array)
            orders = np.stack([np.random.permutation(len(images)) for _ in range(int(epochs))]).astype("int32")
            np.save(Path(folder) / "order.npy", orders)
            protocol.say({"losses": fresh.validation_losses(images, validation, orders, batch)})
        else:
            return


if __name__ == "__main__":
    main()
