// Reads the columns of a table with each of this project's two engines: { name, kind, values }, with null for a missing value and
// times in seconds since 1970 UTC.

import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { readerOf } from "../../dist/data/readers/index.js";
import { unpacked } from "../../dist/data/readers/unpacked.js";
import { numberSql, textSql, timeSql } from "../../dist/data/tables/duckdb/cells.node.js";
import { identifier } from "../../dist/data/tables/duckdb/database.node.js";
import { learnPreprocessing } from "../../dist/data/tables/duckdb/learn.node.js";
import { ROW } from "../../dist/data/tables/duckdb/relation.node.js";
import { numbersIn, textsIn, timesIn } from "../../dist/data/tables/memory/cells.js";
import { formedTable } from "../../dist/data/tables/memory/formed.js";
import { openTable } from "../../dist/data/tables/open.js";
import { roleOf } from "../../dist/data/tables/schema/column-types.js";
import { isOfTimes } from "../../dist/data/tables/values/form.js";
import { openTableSource } from "../../dist/entries/data.node.js";

const TOO_MANY = 1_000_000;

/** Returns the kind of a column: that of its type, or of the form of its text. */
function kindOf({ type, form }) {
  const role = roleOf(type);
  if (role !== "text") return role === "other" ? "text" : role;
  if (!form) return "text";
  return isOfTimes(form) ? "time" : "number";
}

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const isCode = (text) => /^[-+]?(0\d+|\d{16,})$|^\d+e\d+$/i.test(text);

/** Reads text as numbers if all values are numbers, except codes such as 01067. */
function ofTexts(name, texts) {
  const there = texts.filter((text) => text !== null);
  if (there.length === 0 || there.some((text) => !NUMBER.test(text) || isCode(text)))
    return { name, kind: "text", values: texts };
  return { name, kind: "number", values: texts.map((text) => (text === null ? null : Number(text))) };
}

/** Leaves a column as text if not all of its values have its form. */
const settled = (name, kind, values, texts) =>
  values.some((value, i) => value === null && texts[i] !== null) ? { name, kind: "text", values: texts } : { name, kind, values };

/** Reads every `step`th row of a table with DuckDB. @param rows maximum number of rows. */
export async function readByDuckDb(path, rows) {
  const source = await openTableSource(path);
  try {
    return await columnsOf(source, rows);
  } finally {
    source.close();
  }
}

async function columnsOf(source, rows) {
  const step = Math.ceil(source.rowCount / Math.min(rows, source.rowCount));
  const columns = [];
  for (const column of source.columns) {
    const kind = kindOf(column);
    const value = { number: numberSql, time: timeSql }[kind]?.(column) ?? identifier(column.name);
    const text = roleOf(column.type) === "other" ? `${identifier(column.name)}::VARCHAR` : textSql(column);
    const cells = await source.database.rows(
      `SELECT ${kind === "text" ? text : value} AS value, ${text} AS text FROM ${source.relation} WHERE ${ROW} % ${step} = 0 ORDER BY ${ROW}`,
    );
    const [values, texts] = ["value", "text"].map((part) => cells.map((cell) => cell[part] ?? null));
    columns.push(kind === "text" ? ofTexts(column.name, values) : settled(column.name, kind, values, texts));
  }
  if (source.rowCount > 1) await learnPreprocessing(source);
  return { rows: source.rowCount, columns };
}

const orMissing = (numbers) => Array.from(numbers, (x) => (Number.isNaN(x) ? null : x));

/** Reads the same rows into memory, as a page does. */
export async function readInMemory(path, rows) {
  const packed = readFileSync(path);
  const name = basename(path);
  const bytes = unpacked(packed, name);
  const table = formedTable(await readerOf(bytes, name).read(bytes, name, {}), {});
  const count = table.columns[0].values.length;
  const step = Math.ceil(count / Math.min(rows, count));
  const columns = table.columns.map((column) => {
    const some = { ...column, values: column.values.filter((_, row) => row % step === 0) };
    const kind = kindOf(column);
    const texts = textsIn(some);
    if (kind === "number") return settled(column.name, kind, orMissing(numbersIn(some)), texts);
    if (kind === "time") return settled(column.name, kind, orMissing(timesIn(some)), texts);
    if (kind === "text") return ofTexts(column.name, texts);
    const values = some.values.map((value) => (value === null ? null : value === "true"));
    return { name: column.name, kind, values };
  });
  // For a table that is too large, a page reports what to do.
  if (count > 1 && count < TOO_MANY) await openTable(new File([packed], name));
  return { rows: count, columns };
}
