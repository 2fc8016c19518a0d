# Fills empty cells of a table with boosted trees, similar to missForest (Stekhoven & Buehlmann, 2012): each column is predicted from the others, in three rounds.
# Usage: impute_trees.py HOLED.csv FILLED.csv COLUMN,COLUMN,...
import sys

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

holed, filled, columns = sys.argv[1], sys.argv[2], sys.argv[3].split(",")
table = pd.read_csv(holed, dtype=str, keep_default_na=False)
values, names = {}, {}
for column in columns:
    there = table[column] != ""
    numbers = pd.to_numeric(table[column], errors="coerce")
    if numbers.notna().sum() >= 0.9 * there.sum():
        values[column] = numbers.astype(float)
    else:
        codes, names[column] = pd.factorize(table[column].where(there))
        values[column] = np.where(codes < 0, np.nan, codes)
whole = pd.DataFrame(values)
missing = whole.isna()
for _ in range(3):
    for column in columns:
        others = [other for other in columns if other != column]
        categorical = [other in names and len(names[other]) <= 250 for other in others]
        make = HistGradientBoostingClassifier if column in names else HistGradientBoostingRegressor
        model = make(categorical_features=categorical, max_iter=40 if column in names else 100, random_state=0)
        known = ~missing[column]
        model.fit(whole.loc[known, others], whole.loc[known, column])
        if missing[column].any():
            whole.loc[missing[column], column] = model.predict(whole.loc[missing[column], others])
for column in columns:
    found = whole.loc[missing[column], column]
    texts = [names[column][int(x)] for x in found] if column in names else [repr(float(x)) for x in found]
    table.loc[missing[column], column] = texts
table.to_csv(filled, index=False)
