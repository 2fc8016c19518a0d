"""Computes the mean squared error of PCA (scikit-learn) on held-out rows for each number of components, as one JSON list.

python pca_error.py FILE WIDTH LEARNED MOST [--bytes]: FILE has float32 rows, or bytes that are scaled to 0 … 1. PCA is fitted on the first LEARNED rows.
"""

import json
import sys

import numpy as np
from sklearn.decomposition import PCA

file, width, learned, most = sys.argv[1], *map(int, sys.argv[2:5])
rows = np.fromfile(file, np.uint8).astype(np.float32) / 255 if "--bytes" in sys.argv else np.fromfile(file, np.float32)
rows = rows.reshape(-1, width)
train, held = rows[:learned], rows[learned:]
pca = PCA(min(most, learned, width), svd_solver="auto", random_state=0).fit(train)
kept = np.cumsum(((held - pca.mean_) @ pca.components_.T).astype(np.float64) ** 2, axis=1)
whole = ((held - pca.mean_).astype(np.float64) ** 2).sum(axis=1, keepdims=True)
print(json.dumps(((whole - kept) / width).mean(axis=0).tolist()))
