import { type NdArray, sizeOf, sliceRows } from "../../core/ndarray.ts";
import { takeRows } from "../../core/rows.ts";
import { highestFirst } from "../../core/statistics.ts";
import { figureOf } from "../../core/words.ts";
import { rowNumberOf } from "../../data/dataset.ts";
import { labelName } from "../../data/labels.ts";
import type { Cell } from "../../data/tables/duckdb/database.node.ts";
import { type Column, featureCount, featureStarts } from "../../data/tables/schema/columns.ts";
import { featureWidth, fromFeatures } from "../../data/tables/schema/features.ts";
import { blamed, meanShares } from "../../scoring/blame.ts";
import { percentileOf } from "../../scoring/calibration.ts";
import type { ReportData } from "./data.ts";
import { columnErrorsOf, valueName } from "./measures.ts";
import type { Subject } from "./subject.ts";

/** Maximum number of columns that fit next to each other. The columns with the largest errors are shown. */
const MOST_COLUMNS = 8;

/** A cell with its value and the model's reconstruction. */
export interface ShownCell {
  readonly actual: string;
  readonly expected: string;
  /** Whether the cell is one of the few that cause most of the row's error. */
  readonly blamed: boolean;
}

export interface ShownRow {
  /** Its name in the data, or its number there, from 1. */
  readonly row: string | number;
  readonly error: number;
  /** Percentage of the held-out rows that have no larger error. */
  readonly percentile: number;
  /** Whether the row was used for training or held out, if the report has rows of both kinds. */
  readonly part?: string | undefined;
  /** Values of the columns in `RowsValues.about`: the row's keys and label. */
  readonly about: readonly string[];
  readonly cells: readonly ShownCell[];
}

export interface RowsValues {
  readonly about: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly ShownRow[];
}

/**
 * Returns rows of a table or of plain numbers with their reconstructions. `places` are the indices of the rows in the dataset.
 */
export async function rowsOf(subject: Subject, places: ArrayLike<number>): Promise<RowsValues> {
  const { autoencoder, data, moments, errors, calibration, runtime } = subject;
  const examples = takeRows(data.dataset.examples, places);
  const reconstructions = await autoencoder.reconstruct(examples, { runtime });
  const byColumn = columnErrorsOf(autoencoder, examples, reconstructions, moments);
  const rows = Array.from(places, (place) => data.dataset.rowIndices?.[place] ?? place);
  const columns = mostTelling(byColumn);
  const table = autoencoder.settings.table;
  const cells = table
    ? await tableCells(data, table.columns, columns, rows, examples as NdArray<"float32">, reconstructions)
    : plainCells(columns, examples, reconstructions);
  const about = aboutOf(data);
  return {
    about: about.map(({ name }) => name),
    columns: columns.map((column) => table?.columns[column]?.name ?? valueName(column, examples.shape)),
    rows: Array.from(places, (place, i) => {
      const toBlame = new Set(blamed(sliceRows(byColumn, i, i + 1).data).map(({ column }) => column));
      return {
        row: rowName(data, place),
        error: errors[place]!,
        percentile: percentileOf(calibration, errors[place]!),
        ...(data.isTraining && { part: partOf(data, place) }),
        about: about.map(({ of }) => of(place)),
        cells: columns.map((column, k) => ({ ...cells[i]![k]!, blamed: toBlame.has(column) })),
      };
    }),
  };
}

/** Returns a row's name or, if it has none, its number from 1. */
export const rowName = ({ dataset }: ReportData, place: number): string | number =>
  dataset.rowNames?.[place] ?? rowNumberOf(dataset, place);

/** Returns whether a row was used for training or held out, in words. */
export const partOf = ({ from }: ReportData, place: number): string => (place < from ? "used for training" : "held out");

/** Returns the columns that identify a row and weren't used for training. */
export function aboutOf({ dataset: { labels, classes, keys = {}, table } }: ReportData) {
  const about: { readonly name: string; readonly of: (place: number) => string }[] = [];
  for (const [name, values] of Object.entries(keys)) about.push({ name, of: (place) => String(values[place] ?? "missing") });
  if (labels) about.push({ name: table?.label ?? "label", of: (place) => labelName(labels.data[place]!, classes) });
  return about;
}

/** Returns the columns with the largest shares of the rows' errors, the largest first. */
const mostTelling = (errors: NdArray<"float32">): number[] =>
  Array.from(highestFirst(meanShares(errors)).subarray(0, MOST_COLUMNS));

type PlainCell = { readonly actual: string; readonly expected: string };

async function tableCells(
  { cells }: ReportData,
  all: readonly Column[],
  columns: readonly number[],
  rows: readonly number[],
  examples: NdArray<"float32">,
  reconstructions: NdArray<"float32">,
): Promise<PlainCell[][]> {
  const names = columns.map((column) => all[column]!.name);
  const found = await cells?.(names, rows);
  const starts = featureStarts(all);
  const width = featureWidth({ columns: all });
  return rows.map((_, i) =>
    columns.map((at) => {
      const column = all[at]!;
      const start = i * width + starts[at]!;
      const featuresIn = ({ data }: NdArray<"float32">) => data.subarray(start, start + featureCount(column));
      const features = featuresIn(reconstructions);
      const expected = shownCell(column, fromFeatures(column, features));
      const sure = column.kind === "category" ? ` (${Math.round(100 * Math.max(...features))}\u00a0%)` : "";
      const actual = found ? (found[i]![column.name] ?? null) : cellOf(column, featuresIn(examples));
      return { actual: shownCell(column, actual), expected: expected + sure };
    }),
  );
}

/** Converts features to the value of a cell. NaN is a missing value. */
const cellOf = (column: Column, features: Float32Array): Cell =>
  Number.isNaN(features[0]) ? null : fromFeatures(column, features);

function shownCell(column: Column, cell: Cell): string {
  if (cell === null) return "missing";
  return column.kind === "number" ? shownNumber(Number(cell)) : String(cell);
}

const shownNumber = (x: number): string => (Number.isInteger(x) && Math.abs(x) < 1e9 ? String(x) : figureOf(x, 4));

function plainCells(columns: readonly number[], examples: NdArray, reconstructions: NdArray<"float32">): PlainCell[][] {
  const width = sizeOf(examples.shape.slice(1));
  return Array.from({ length: examples.shape[0]! }, (_, i) =>
    columns.map((column) => ({
      actual: shownNumber(Number(examples.data[i * width + column])),
      expected: shownNumber(reconstructions.data[i * width + column]!),
    })),
  );
}
