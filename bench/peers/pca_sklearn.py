"""Fits PCA with scikit-learn, for bench/pca.mjs. The command `FILE COMPONENTS SOLVER` returns the seconds and the sum of the explained variance."""

import argparse
import json
import os
import sys
import time

sys.dont_write_bytecode = True
parser = argparse.ArgumentParser()
parser.add_argument("--threads", default="2")
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = parser.parse_args().threads

import numpy as np
from sklearn.decomposition import PCA

print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    file, components, solver = line.split()
    rows = np.load(file)
    began = time.perf_counter()
    pca = PCA(int(components), svd_solver=solver, random_state=0).fit(rows)
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "variance": float(pca.explained_variance_.sum())}), flush=True)
