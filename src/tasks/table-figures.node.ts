import { correlations } from "../core/correlation.ts";
import { histogram } from "../core/histogram.ts";
import { numberSql } from "../data/tables/duckdb/cells.node.ts";
import { evenlyDrawn } from "../data/tables/duckdb/samples.node.ts";
import type { TableSource } from "../data/tables/duckdb/source.node.ts";
import { cellsOf, isWide } from "../data/tables/duckdb/wide.node.ts";
import { numbersIn } from "../data/tables/memory/cells.ts";
import type { NumberColumn, TablePreprocessing } from "../data/tables/schema/columns.ts";
import type { TableFigures } from "./describe.ts";

/** Maximum numbers of rows and of cells that are used. */
const [MOST_ROWS, MOST_CELLS] = [20_000, 400_000];
/** Maximum number of columns whose correlations are computed. */
const MOST_COMPARED = 30;
const BINS = 10;
/** Whole numbers with a smaller range have one bin each. */
const FEW_WHOLE = 20;

/**
 * Computes histograms and correlations of the numeric columns that are used for training, in evenly drawn rows of a long table.
 */
export async function tableFigures(source: TableSource, { columns }: TablePreprocessing): Promise<TableFigures> {
  const numbers = columns.filter((column) => column.kind === "number");
  const cells = await cellsIn(source, numbers);
  const compared = numbers.slice(0, MOST_COMPARED);
  return {
    rows: cells[0]?.length ?? 0,
    histograms: numbers.map((column, i) => ({ name: column.name, ...histogramOf(column, cells[i]!) })),
    correlations: {
      columns: compared.map(({ name }) => name),
      values: correlations(cells.slice(0, compared.length)).map((row) => row.map((r) => (Number.isNaN(r) ? null : r))),
    },
  };
}

function histogramOf({ whole }: NumberColumn, values: Float64Array) {
  const there = values.filter((x) => !Number.isNaN(x)).sort();
  const [low, high] = [there[0]!, there.at(-1)!];
  if (!whole || !(high - low < FEW_WHOLE)) return histogram(values, BINS);
  return histogram(values, high - low + 1, [low - 0.5, high + 0.5]);
}

async function cellsIn(source: TableSource, numbers: readonly NumberColumn[]): Promise<readonly Float64Array[]> {
  if (numbers.length === 0) return [];
  if (isWide(source)) {
    const own = new Map((await cellsOf(source)).columns.map((column) => [column.name, column]));
    return numbers.map(({ name }) => numbersIn(own.get(name)!));
  }
  const own = new Map(source.columns.map((column) => [column.name, column]));
  const found = numbers.map((): number[] => []);
  const wanted = Math.min(MOST_ROWS, Math.floor(MOST_CELLS / numbers.length));
  const cells = numbers.map(({ name }, i) => `${numberSql(own.get(name)!)} AS c${i}`).join(", ");
  const sql = `SELECT ${cells} FROM ${source.relation} WHERE ${evenlyDrawn(source.rowCount, wanted)}`;
  for await (const chunk of source.database.chunks(sql))
    for (const [i, column] of found.entries())
      for (const value of chunk.getColumnValues(i)) column.push(value === null ? Number.NaN : Number(value));
  return found.map((column) => Float64Array.from(column));
}
