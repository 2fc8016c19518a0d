"""Ranks the cells of a table as people do without codings, and prints the findings as JSON lines of row (from 1) and column, the most suspicious first.
Usage: check_peers.py pandas|cleanlab TABLE.csv

pandas: a number's distance from the median in interquartile ranges, and a category's -log of its share. cleanlab: each column predicted from the others by
boosted trees in five folds, and cleanlab's label quality of each value (regression: get_label_quality_scores; classification: self-confidence)."""

import json
import sys
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
method, path = sys.argv[1:]
table = pd.read_csv(path, dtype=str, keep_default_na=False)


def read(texts):
    """Numbers, times as seconds, categories as codes, or None for a column that identifies rows or is prose."""
    there = texts != ""
    numbers = pd.to_numeric(texts, errors="coerce")
    if numbers.notna().sum() >= 0.9 * there.sum():
        return None if numbers.is_unique and (numbers.diff().dropna() > 0).all() else numbers.astype(float)
    times = pd.to_datetime(texts, errors="coerce", format="mixed", utc=True)
    if times.notna().sum() >= 0.9 * there.sum():
        return (times - times.min()).dt.total_seconds()
    if texts[there].nunique() > 0.5 * there.sum() or texts.str.len().mean() > 40:
        return None
    return pd.Series(pd.factorize(texts.where(there))[0]).replace(-1, np.nan).astype("Int64").astype("category")


columns = {name: read(table[name]) for name in table}
columns = {name: values for name, values in columns.items() if values is not None}


def by_hand(values):
    if isinstance(values.dtype, pd.CategoricalDtype):
        return -np.log(values.map(values.value_counts(normalize=True)).astype(float)).fillna(0).to_numpy()
    low, middle, high = values.quantile([0.25, 0.5, 0.75])
    return ((values - middle).abs() / (high - low or 1)).fillna(0).to_numpy()


def by_cleanlab(name):
    from cleanlab.rank import get_label_quality_scores
    from cleanlab.regression.rank import get_label_quality_scores as regression_scores
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from sklearn.model_selection import cross_val_predict

    values = columns[name]
    known = values.notna().to_numpy().copy()
    others = pd.DataFrame(
        {
            other: column.cat.codes.replace(-1, np.nan) if isinstance(column.dtype, pd.CategoricalDtype) else column
            for other, column in columns.items()
            if other != name
        }
    )
    categorical = [isinstance(columns[other].dtype, pd.CategoricalDtype) and columns[other].nunique() <= 250 for other in others]
    suspicion = np.zeros(len(table))
    if isinstance(values.dtype, pd.CategoricalDtype):
        counts = values.value_counts()
        known &= values.isin(counts[counts >= 5].index).to_numpy()
        labels = pd.factorize(values[known])[0]
        if labels.max() >= 100:
            return suspicion
        model = HistGradientBoostingClassifier(categorical_features=categorical, max_iter=40, random_state=0)
        probabilities = cross_val_predict(model, others[known], labels, cv=5, method="predict_proba")
        suspicion[known] = 1 - get_label_quality_scores(labels, probabilities, method="self_confidence")
    else:
        model = HistGradientBoostingRegressor(categorical_features=categorical, random_state=0)
        predicted = cross_val_predict(model, others[known], values[known], cv=5)
        suspicion[known] = 1 - regression_scores(values[known].to_numpy(), predicted)
    return suspicion


scores = np.column_stack([by_hand(values) if method == "pandas" else by_cleanlab(name) for name, values in columns.items()])
names = list(columns)
best = scores.argmax(1)
for row in np.argsort(-scores.max(1), kind="stable"):
    print(json.dumps({"row": int(row) + 1, "column": names[best[row]]}))
