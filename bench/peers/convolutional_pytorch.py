"""Runs the convolutional autoencoder in PyTorch (eager) on images [n, 1, 28, 28]. `epoch` trains one epoch and returns its seconds."""

import os
import sys

sys.dont_write_bytecode = True
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import nn

import protocol


def model():
    def down(inputs, filters):
        return [nn.Conv2d(inputs, filters, 3, padding=1), nn.SELU(), nn.MaxPool2d(2)]

    # The sizes are those of Keras: 3 → 7 without padding, then 7 → 14 and 14 → 28 with one row and column cropped.
    return nn.Sequential(
        *down(1, 16), *down(16, 32), *down(32, 64),
        nn.ConvTranspose2d(64, 32, 3, stride=2), nn.SELU(),
        nn.ConvTranspose2d(32, 16, 3, stride=2, padding=1, output_padding=1), nn.SELU(),
        nn.ConvTranspose2d(16, 1, 3, stride=2, padding=1, output_padding=1),
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--system")
    parser.add_argument("--count", type=int)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    images = torch.from_numpy(protocol.scaled(np.load(options.data / "images.npy")[: options.count])).reshape(-1, 1, 28, 28)
    network = model()
    optimizer = torch.optim.SGD(network.parameters(), lr=1.0)
    loss_of = nn.functional.binary_cross_entropy_with_logits

    def epoch():
        for rows in torch.randperm(len(images)).split(32):
            x = images.index_select(0, rows)
            optimizer.zero_grad()
            loss = loss_of(network(x), x)
            loss.backward()
            optimizer.step()

    protocol.say({"ready": True, "version": torch.__version__})
    for line in sys.stdin:
        if not line.startswith("epoch"):
            return
        protocol.say({"seconds": protocol.timed(epoch)[0]})


if __name__ == "__main__":
    main()
