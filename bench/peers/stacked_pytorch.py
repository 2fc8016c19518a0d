"""Runs the stacked autoencoder in PyTorch (eager). The images are one tensor, index_select makes a batch, and the loss takes logits."""

import os
import sys

sys.dont_write_bytecode = True
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np

import protocol

PREDICT_BATCH = 4096


class PyTorchPeer:
    def __init__(self, folder, torch):
        self.folder, self.torch, self.warm = folder, torch, False
        self.loss = torch.nn.functional.binary_cross_entropy_with_logits
        self.images = torch.from_numpy(protocol.scaled(np.load(folder / "images.npy")))
        self.validation = torch.from_numpy(protocol.scaled(np.load(folder / "validation.npy")))
        self.model = self.build(protocol.initial_weights(folder))
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=protocol.LEARNING_RATE)

    def build(self, weights):
        """Makes dense layers with SELU between them. The sigmoid is part of the loss and of predict."""
        nn, modules = self.torch.nn, []
        for kernel, bias in zip(weights[::2], weights[1::2]):
            layer = nn.Linear(*kernel.shape)
            with self.torch.no_grad():
                layer.weight.copy_(self.torch.from_numpy(kernel.T))
                layer.bias.copy_(self.torch.from_numpy(bias))
            modules += [layer, nn.SELU()]
        return nn.Sequential(*modules[:-1])

    def train(self, order):
        total = self.torch.zeros(())
        for rows in order.split(protocol.BATCH):
            x = self.images.index_select(0, rows)
            self.optimizer.zero_grad()
            loss = self.loss(self.model(x), x)
            loss.backward()
            self.optimizer.step()
            total += loss.detach() * len(rows)
        return float(total) / len(order)

    def epoch(self, order):
        rows = self.torch.from_numpy(np.array(order, np.int64))
        seconds, loss = protocol.timed(lambda: self.train(rows))
        return {"seconds": seconds, "loss": loss}

    def reconstruct(self):
        with self.torch.inference_mode():
            return self.torch.cat([self.model(x).sigmoid_() for x in self.images.split(PREDICT_BATCH)]).numpy()

    def predict(self):
        """Predicts. An untimed call comes before the first."""
        if not self.warm:
            self.reconstruct()
        self.warm = True
        seconds, _ = protocol.timed(self.reconstruct)
        return {"seconds": seconds, f"batch_{PREDICT_BATCH}_seconds": seconds}

    def evaluate(self):
        with self.torch.inference_mode():
            return float(self.loss(self.model(self.validation), self.validation))


def import_torch(threads):
    import torch

    torch.set_num_threads(threads)
    return torch


if __name__ == "__main__":
    options = protocol.arguments()
    seconds, torch = protocol.timed(lambda: import_torch(options.threads))
    peer = PyTorchPeer(options.data, torch)
    protocol.serve(peer, {"version": torch.__version__, "import_seconds": seconds, "threads": options.threads}, options.cold)
