"""Reads tables with pandas. Each line of stdin is a file as JSON: {"path", "reader", "arguments", "times", "numbers", "truths", "rows"}. The answer is a line of JSON for each
column, {"name", "kind", "values"} with null for a missing value and times in seconds since 1970 UTC, and a last line {"rows"} or {"error"}.

By default pandas reads by the reader of the file's kind, without arguments. What a person would have to say is in the line: `times`, `numbers` and
`truths` name text columns that hold times (with pandas' format, null for ISO 8601, "quarter" for 1974Q1), numbers (with a pattern of what to take out of them first),
and yes or no.
"""

import json
import sys

import numpy as np
import pandas as pd


def say(answer):
    print(json.dumps(answer, allow_nan=False), flush=True)


def kept(table, rows):
    """Returns evenly spaced rows of a long table."""
    return table if len(table) <= rows else table.iloc[:: -(-len(table) // rows)]


def cell(value):
    """Converts a value, which may be missing, to JSON. Infinite values and whole numbers above 2^53 become text."""
    if isinstance(value, (dict, list)):
        return json.dumps(value)
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, (float, np.floating)) and np.isnan(value)):
        return None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value) if abs(int(value)) < 2**53 else str(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if np.isfinite(value) else str(float(value))
    return str(value)


def seconds(times):
    times = times.dt.tz_convert("UTC").dt.tz_localize(None) if getattr(times.dt, "tz", None) is not None else times
    whole = times.astype("datetime64[us]").astype("int64") / 1e6
    return [None if missing else value for value, missing in zip(whole.tolist(), times.isna().tolist())]


def column(name, values):
    if pd.api.types.is_datetime64_any_dtype(values):
        return {"name": name, "kind": "time", "values": seconds(values)}
    cells = [cell(value) for value in values]
    there = [value for value in cells if value is not None]
    if there and all(isinstance(value, bool) for value in there):
        kind = "boolean"
    elif pd.api.types.is_numeric_dtype(values):
        kind = "number"
    elif there:
        kind = "text"
        cells = [None if value is None else str(value) for value in cells]
    else:
        kind = "nothing"
    return {"name": name, "kind": kind, "values": cells}


def opened(path, reader, arguments):
    if reader == "json_normalize":
        with open(path, encoding="utf-8") as file:
            return pd.json_normalize(json.load(file), **arguments)
    return getattr(pd, reader)(path, **arguments)


def instants(values, form):
    texts = values.astype("string")
    if form == "quarter":
        return pd.Series(pd.PeriodIndex(texts.str.upper(), freq="Q").to_timestamp())
    return pd.to_datetime(texts, format=form or "ISO8601", utc=True)


TRUTHS = {"yes": True, "true": True, "1.0": True, "no": False, "false": False, "0.0": False}


def answer(path, reader, arguments, times, numbers, truths, rows):
    table = opened(path, reader, arguments)
    if not table.index.equals(pd.RangeIndex(len(table))):
        table = table.reset_index()
    count = len(table)
    table = kept(table, rows)
    for i, name in enumerate(table.columns):
        # The columns of a table without names are numbered.
        own = f"column{name + 1}" if isinstance(name, int) and arguments.get("header", 0) is None else str(name)
        values = table.iloc[:, i]
        if name in times:
            values = instants(values, times[name])
        if name in numbers:
            values = pd.to_numeric(values.astype("string").str.replace(numbers[name], "", regex=True))
        if name in truths:
            values = pd.Series([TRUTHS.get(str(value).lower()) for value in values], dtype=object)
        say(column(own, values))
    say({"rows": count})


say({"pandas": pd.__version__})
for line in sys.stdin:
    try:
        answer(**json.loads(line))
    except Exception as error:  # noqa: BLE001 — any error of pandas is the answer
        say({"error": f"{type(error).__name__}: {error}".splitlines()[0][:200]})
