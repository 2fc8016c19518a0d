"""Fills the NaN of a .npy file with scikit-learn's KNNImputer and its defaults, and writes the result: impute_knn.py IN.npy OUT.npy"""

import sys

import numpy as np
from sklearn.impute import KNNImputer

np.save(sys.argv[2], np.ascontiguousarray(KNNImputer().fit_transform(np.load(sys.argv[1])), np.float32))
