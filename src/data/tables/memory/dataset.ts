import { bytesIn } from "../../../core/bytes.ts";
import { DataError } from "../../../core/errors.ts";
import { holdOut, inverse, placesOf } from "../../../core/hold-out.ts";
import { rowNumber } from "../../../core/rows.ts";
import type { Dataset } from "../../dataset.ts";
import { classesOf } from "../../labels.ts";
import { type Cell, roleOf } from "../schema/column-types.ts";
import type { Column } from "../schema/columns.ts";
import { featureWidth, type RawColumn, scalable, toFeatures } from "../schema/features.ts";
import { learnColumns, type OpeningOptions } from "../schema/learn.ts";
import { manyValuesLines } from "../schema/many-values.ts";
import { type ReadingOptions, readingFor } from "../schema/reading.ts";
import { expectSameColumns } from "../schema/same-columns.ts";
import { expectFewStrays, type Strays, strayLines } from "../schema/strays.ts";
import { givenUnlisted, unlistedLines } from "../schema/unlisted.ts";
import { infinite } from "../schema/value-errors.ts";
import { saysMissing } from "../values/missing.ts";
import { numberText, rawIn, textsIn } from "./cells.ts";
import { factsOf } from "./facts.ts";
import { formedTable } from "./formed.ts";
import { sentinelLines } from "./sentinels.ts";
import { type MemoryColumn, type MemoryTable, rowCountOf } from "./table.ts";

/** Maximum number of bytes of the features. */
const MOST_BYTES = 2 ** 29;

/** Options for reading a table in memory as a dataset. */
export interface MemoryTableOptions extends OpeningOptions, ReadingOptions {}

/**
 * Converts a table in memory to a dataset, with the same result as the reader in Node: float32 [rows, features], NaN for a
 * missing value. Held-out rows come last; otherwise, rows keep their order. The returned cells are in the order of the examples.
 * @throws DataError, OptionError with the column and the row.
 */
export async function tableDataset(
  read: MemoryTable,
  { validation, seed = 42, preprocessing: known, ...choices }: MemoryTableOptions = {},
): Promise<{ readonly dataset: Dataset; readonly cells: readonly MemoryColumn[]; readonly strays: readonly Strays[] }> {
  const told = readingFor({ ...read.reading, ...choices }, known);
  const table = {
    ...formedTable(read, { ...told, preprocessing: known }),
    ...(Object.keys(told).length > 0 && { reading: told }),
  };
  const { name } = table;
  const rowCount = rowCountOf(table);
  const isHeld = validation === undefined ? () => false : holdOut({ name, rowCount }, validation, seed).isHeld;
  if (known) expectSameColumns(table, known);
  const isLearnt = (row: number) => !isHeld(row);
  const preprocessing = known ?? (await learnColumns(factsOf(table, isLearnt), choices));
  const bytes = 4 * rowCount * featureWidth(preprocessing);
  if (bytes > (bytesIn(choices.maxMemory) ?? MOST_BYTES))
    throw new DataError(
      `${name}: ${rowCount} rows of ${featureWidth(preprocessing)} features need ${Math.ceil(bytes / 2 ** 20)} MiB, which is more than a page can hold. Exclude columns, or train on the command line: codings train ${name}`,
    );
  const { places, held } = placesOf(rowCount, isHeld);
  const rowIndices = inverse(places);
  const cells = table.columns.map(({ values, texts, ...column }) => ({
    ...column,
    values: Array.from(rowIndices, (row) => values[row]!),
    ...(texts && { texts: Array.from(rowIndices, (row) => texts[row]!) }),
  }));
  // A table that is only viewed with a model may lack the columns that aren't used for training.
  const has = (wanted: string) => cells.some((column) => column.name === wanted);
  const { columns } = preprocessing;
  const own = columns.map((column) => columnOf(cells, column.name));
  const raw = columns.map((column, i) => rawIn(column, own[i]!));
  const strays = columns.flatMap((column, i) => straysOf(column, own[i]!, raw[i]!, rowIndices));
  if (known) expectFewStrays(name, strays);
  expectFinite(name, columns, raw, rowIndices);
  const unlisted = columns.map(({ kind }, i) => (kind === "category" ? raw[i]!.filter((place) => place === -1).length : 0));
  const written = Object.fromEntries(
    columns.flatMap((column, i): [string, readonly Cell[]][] => {
      const { name, kind } = column;
      if (kind === "date") return [[name, Array.from(raw[i]!, (seconds) => (Number.isNaN(seconds) ? null : seconds))]];
      if (unlisted[i] === 0 || kind !== "category" || !column.open) return [];
      return [[name, textsIn(own[i]!).map((text, row) => (raw[i]![row] === -1 ? text : null))]];
    }),
  );
  const notes = [
    ...(table.notes ?? []),
    ...strayLines(name, strays),
    ...(known ? [] : [...sentinelLines(columns, raw), ...manyValuesLines(columns)]),
    ...unlistedLines(columns, unlisted, rowCount),
  ];
  return {
    dataset: {
      name,
      examples: toFeatures(preprocessing, raw, rowCount),
      table: preprocessing,
      keys: Object.fromEntries(preprocessing.keys.filter((key) => has(key)).map((key) => [key, keysOf(columnOf(cells, key))])),
      ...(validation !== undefined && { heldOut: held, rowIndices }),
      ...(preprocessing.label !== undefined &&
        has(preprocessing.label) &&
        classesOf(keysOf(columnOf(cells, preprocessing.label)))),
      ...givenUnlisted(written),
      ...(notes.length > 0 && { notes }),
    },
    cells,
    strays,
  };
}

const columnOf = (cells: readonly MemoryColumn[], wanted: string): MemoryColumn => cells.find(({ name }) => name === wanted)!;

/** @throws DataError with the column and the row if a number is infinite, or too large to be scaled. */
function expectFinite(table: string, columns: readonly Column[], raw: readonly RawColumn[], rowIndices: Int32Array): void {
  for (const [i, column] of columns.entries()) {
    const { center, limit } = scalable(column);
    const at = raw[i]!.findIndex((x) => Math.abs(x - center) >= limit);
    if (at >= 0) throw infinite(table, column.name, numberText(raw[i]![at]!), rowIndices[at]!);
  }
}

/**
 * Returns the stray values of a column that a model learned as numbers or times and that is text in the table.
 * @param rowIndices row of each cell in the table.
 */
function straysOf(
  { name, kind }: Column,
  { type, values }: MemoryColumn,
  raw: RawColumn,
  rowIndices: Int32Array,
): readonly Strays[] {
  if (kind === "category" || roleOf(type) !== "text") return [];
  const there = [...values.keys()].filter((at) => !saysMissing(String(values[at] ?? "")));
  const strays = there.filter((at) => Number.isNaN(raw[at]));
  if (strays.length === 0) return [];
  const first = strays.reduce((best, at) => (rowIndices[at]! < rowIndices[best]! ? at : best));
  const value = String(values[first]).slice(0, 60);
  return [{ column: name, kind, count: strays.length, present: there.length, value, row: rowNumber(rowIndices[first]!) }];
}

const keysOf = ({ type, values }: MemoryColumn): (string | number | boolean | null)[] =>
  type === "BOOLEAN" ? values.map((value) => (value === null ? null : value === "true")) : [...values];
