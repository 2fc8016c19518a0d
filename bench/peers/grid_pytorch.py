"""Trains or predicts one network of the grid in PyTorch, at the fastest of its settings: memory format and batch size of predictions."""

import os
import sys

sys.dont_write_bytecode = True
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import json

import torch
from torch import nn

import protocol

spec = json.loads(sys.argv[1])
torch.set_num_threads(spec["threads"])
torch.manual_seed(1)


def dense_layers():
    widths = spec["widths"] + spec["widths"][-2::-1]
    pairs = [[nn.Linear(a, b), nn.SELU()] for a, b in zip(widths, widths[1:])]
    return [layer for pair in pairs for layer in pair][:-1]


def image_layers():
    kernel, channels, layers = spec["kernel"], spec["image"][2], []
    strides = 2 if spec["down"] == "strides" else 1
    for width in spec["filters"]:
        padding = (kernel - 1) // 2
        layers += [nn.Conv2d(channels, width, kernel, stride=strides, padding=padding), nn.SELU()]
        layers += [nn.MaxPool2d(2)] if spec["down"] == "pool" else []
        channels = width
    for width in spec["filters"][-2::-1] + [spec["image"][2]]:
        layers += [nn.ConvTranspose2d(channels, width, kernel, stride=2, padding=(kernel - 1) // 2, output_padding=kernel % 2), nn.SELU()]
        channels = width
    return layers[:-1]


def shape():
    return [spec["image"][2], *spec["image"][:2]] if "image" in spec else [spec["widths"][0]]


class Setting:
    """A network in a memory format, which predicts a number of rows at a time."""

    def __init__(self, memory_format, rows):
        layers = image_layers() if "image" in spec else dense_layers()
        self.network, self.x, self.rows = nn.Sequential(*layers), torch.rand(spec["count"], *shape()), rows
        if "image" in spec:
            self.network, self.x = self.network.to(memory_format=memory_format), self.x.to(memory_format=memory_format)
        with torch.inference_mode():
            outputs = self.network(self.x[:1]).shape
        self.target = self.x if outputs[1:] == self.x.shape[1:] else torch.zeros(spec["count"], *outputs[1:])
        self.optimizer = torch.optim.Adam(self.network.parameters(), foreach=True)

    def train(self):
        for rows in torch.randperm(spec["count"]).split(spec["batch"]):
            self.optimizer.zero_grad()
            nn.functional.mse_loss(self.network(self.x[rows]), self.target[rows]).backward()
            self.optimizer.step()

    def predict(self):
        with torch.inference_mode():
            parts = [self.network(part) for part in self.x.split(self.rows)]
            return parts[0] if len(parts) == 1 else torch.cat(parts)

    def run(self):
        return protocol.timed(self.predict if spec.get("predict") else self.train)[0]


formats = [torch.contiguous_format, torch.channels_last] if "image" in spec else [torch.contiguous_format]
rows = [256, 1024, 4096, spec["count"]] if spec.get("predict") else [spec["count"]]
best, fastest = None, float("inf")
for memory_format in formats:
    for size in rows:
        setting = Setting(memory_format, size)
        setting.run()
        seconds = min(setting.run() for _ in range(2))
        if seconds < fastest:
            best, fastest = setting, seconds
protocol.say({"ready": True})
for line in sys.stdin:
    if line.strip() == "run":
        protocol.say({"seconds": best.run()})
    elif line.strip() == "memory":
        protocol.say({"peak": protocol.peak_rss_bytes()})
