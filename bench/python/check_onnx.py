"""Checks ONNX files with ONNX's checker, and with --run also in ONNX Runtime on random inputs. Prints a line for each; exit 1 if any fails.

    .venv/bin/python bench/python/check_onnx.py [--run] FILE...
"""

import argparse
import sys

import numpy as np
import onnx

SIZE = 3
"""Size of a dimension without a number, such as the batch."""


def check(path):
    """Runs ONNX's checker and its strict shape inference, and returns a summary of the file."""
    onnx.checker.check_model(path, full_check=True)
    model = onnx.shape_inference.infer_shapes(onnx.load(path), check_type=True, strict_mode=True)
    operators = len(model.graph.node)
    sets = ", ".join(f"{s.domain or 'ai.onnx'} {s.version}" for s in model.opset_import)
    return f"{operators} nodes, IR {model.ir_version}, {sets}"


def random_input(value, random, sizes):
    """Makes a random array of an input's type. A named dimension has the same size everywhere."""
    shape = [d if isinstance(d, int) else sizes.setdefault(d, SIZE) for d in value.shape]
    kind = value.type.removeprefix("tensor(").removesuffix(")")
    dtype = np.dtype({"float": "float32", "double": "float64"}.get(kind, kind))
    if dtype.kind == "f":
        return random.random(shape).astype(dtype)
    return random.integers(0, 2, shape).astype(dtype)


def run(path):
    """Returns the shapes of the outputs. Fails if ONNX Runtime does, or if an output isn't finite."""
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    random, sizes = np.random.default_rng(0), {}
    outputs = session.run(None, {value.name: random_input(value, random, sizes) for value in session.get_inputs()})
    for value, output in zip(session.get_outputs(), outputs):
        if output.dtype.kind == "f" and not np.isfinite(output).all():
            raise ValueError(f'output "{value.name}" is not finite')
    return ", ".join(f"{value.name} {list(output.shape)}" for value, output in zip(session.get_outputs(), outputs))


def verdict(path, running):
    """Returns whether a file is valid, and why."""
    try:
        found = check(path)
        return True, f"{found}; gives {run(path)}" if running else found
    except Exception as error:
        return False, " ".join(str(error).split())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--run", action="store_true", help="run each in ONNX Runtime on random inputs")
    options = parser.parse_args()
    right = True
    for path in options.files:
        good, why = verdict(path, options.run)
        right = right and good
        print(f"{'ok    ' if good else 'FAILED'} {path}: {why}", flush=True)
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
