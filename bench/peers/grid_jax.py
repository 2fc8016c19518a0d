"""Trains or predicts one network of the grid in JAX, with Adam written out. An epoch is one `lax.scan` under `jit`. With convolutions it
is a loop in Python over compiled steps: on a processor, XLA takes about thirteen times as long for convolutions inside a loop of its own."""

import os
import sys

sys.dont_write_bytecode = True

import json

spec = json.loads(sys.argv[1])
os.environ["JAX_PLATFORMS"] = "cpu"
if spec["threads"] == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

import protocol

FORMAT = ("NHWC", "HWIO", "NHWC")


def layers():
    """Returns the kind and the kernel's shape of each layer with weights."""
    if "widths" in spec:
        widths = spec["widths"] + spec["widths"][-2::-1]
        return [("dense", pair) for pair in zip(widths, widths[1:])]
    made, channels, kernel = [], spec["image"][2], spec["kernel"]
    for width in spec["filters"]:
        made.append(("conv", (kernel, kernel, channels, width)))
        channels = width
    for width in spec["filters"][-2::-1] + [spec["image"][2]]:
        made.append(("up", (kernel, kernel, channels, width)))
        channels = width
    return made


LAYERS = layers()


def network(weights, x):
    for i, ((kind, _), (kernel, bias)) in enumerate(zip(LAYERS, weights)):
        if kind == "dense":
            x = x @ kernel + bias
        elif kind == "conv":
            strides = (2, 2) if spec["down"] == "strides" else (1, 1)
            x = lax.conv_general_dilated(x, kernel, strides, "SAME", dimension_numbers=FORMAT) + bias
        else:
            x = lax.conv_transpose(x, kernel, (2, 2), "SAME", dimension_numbers=FORMAT) + bias
        if i < len(LAYERS) - 1:
            x = jax.nn.selu(x)
        if kind == "conv" and spec["down"] == "pool":
            x = lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
    return x


rng = np.random.default_rng(1)
weights = [(jnp.asarray(rng.normal(0, 0.05, shape), jnp.float32), jnp.zeros(shape[-1])) for _, shape in LAYERS]
shape = spec["image"] if "image" in spec else [spec["widths"][0]]
x = jnp.asarray(rng.random((spec["count"], *shape)), jnp.float32)


def loss(weights, batch):
    y = network(weights, batch)
    return jnp.mean((y - (batch if y.shape == batch.shape else 0)) ** 2)


def step(state, rows):
    weights, first, second, t = state
    slopes = jax.grad(loss)(weights, x[rows])
    t = t + 1
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, slopes)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, slopes)
    rate = 0.001 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    weights = jax.tree.map(lambda w, m, v: w - rate * m / (jnp.sqrt(v) + 1e-7), weights, first, second)
    return (weights, first, second, t), None


epoch = jax.jit(lambda state, order: lax.scan(step, state, order)[0], donate_argnums=0)
one = jax.jit(lambda state, rows: step(state, rows)[0], donate_argnums=0)
predict = jax.jit(network)
zeros = jax.tree.map(jnp.zeros_like, weights)
state = (weights, zeros, jax.tree.map(jnp.zeros_like, weights), jnp.float32(0))


def train():
    global state
    steps = spec["count"] // spec["batch"]
    order = rng.permutation(spec["count"])[: steps * spec["batch"]].reshape(steps, spec["batch"])
    if "image" not in spec:
        state = epoch(state, jnp.asarray(order))
    else:
        for rows in order:
            state = one(state, jnp.asarray(rows))
    jax.block_until_ready(state)


def predict_all(rows):
    parts = [predict(weights, x[start : start + rows]) for start in range(0, spec["count"], rows)]
    return jax.block_until_ready(parts[0] if len(parts) == 1 else jnp.concatenate(parts))


work = train
if spec.get("predict"):
    sizes = [rows for rows in (256, 1024, 4096, spec["count"]) if spec["count"] % rows == 0]
    for rows in sizes:
        predict_all(rows)
    fastest = min(sizes, key=lambda rows: min(protocol.timed(lambda: predict_all(rows))[0] for _ in range(2)))
    work = lambda: predict_all(fastest)
work()
protocol.say({"ready": True})
for line in sys.stdin:
    if line.strip() == "run":
        protocol.say({"seconds": protocol.timed(work)[0]})
    elif line.strip() == "memory":
        protocol.say({"peak": protocol.peak_rss_bytes()})
