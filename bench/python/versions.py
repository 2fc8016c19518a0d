"""Imports every peer and prints its version, one JSON object on one line."""

import importlib
import json
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
PEERS = ["keras", "tensorflow", "torch", "jax", "numpy", "sklearn", "openTSNE", "pyod", "stumpy", "pandas", "statsmodels", "onnx", "onnxruntime", "psutil"]

print(json.dumps({name: importlib.import_module(name).__version__ for name in PEERS}))
