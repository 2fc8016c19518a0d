import fc from "fast-check";
import { type NdArray, ndarray, type TextArray } from "../core/ndarray.ts";
import type { Column, Cycle, TablePreprocessing } from "../data/tables/schema/columns.ts";
import type { RawColumn } from "../data/tables/schema/features.ts";

/** The cells of a column, one for each row: numbers and seconds (NaN: missing), or texts ("": missing). */
export type Cells = readonly number[] | readonly string[];

type ColumnAndCells = [Column, fc.Arbitrary<number | string>];

const shared = { name: "", missing: 0.1 } as const;
const finite = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
const sometimesMissing = <T>(cells: fc.Arbitrary<T>, missing: T) =>
  fc.oneof({ weight: 4, arbitrary: cells }, { weight: 1, arbitrary: fc.constant(missing) });

const numbers = fc
  .record({
    scaling: fc.constantFrom("standard" as const, "robust" as const),
    center: finite(1e9),
    scale: fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    whole: fc.boolean(),
  })
  .map(
    (learned): ColumnAndCells => [
      { kind: "number", ...shared, ...learned },
      sometimesMissing(
        finite(40).map((x) => learned.center + learned.scale * x),
        Number.NaN,
      ),
    ],
  );

/** Texts of any characters; "(new)" is never a training value. */
const texts = fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => text !== "(new)");
const categories = fc
  .uniqueArray(texts, { minLength: 1, maxLength: 5 })
  .map(
    (values): ColumnAndCells => [
      { kind: "category", ...shared, values, open: true, entropy: 1 },
      sometimesMissing(fc.constantFrom(...values, "(new)"), ""),
    ],
  );
const booleans = fc.constant<ColumnAndCells>([
  { kind: "category", ...shared, values: ["false", "true"], open: false, entropy: 1 },
  sometimesMissing(fc.constantFrom("false", "true", "perhaps"), ""),
]);

/** Times from the year 1653 to 2286, to the microsecond. */
const dates = fc
  .subarray<Cycle>(["day", "week", "year"], { minLength: 1 })
  .map((cycles): ColumnAndCells => [{ kind: "date", ...shared, cycles }, sometimesMissing(finite(1e10), Number.NaN)]);

/** Tables with any columns, and their rows with missing and unseen values. */
export const tables = fc
  .array(fc.oneof({ weight: 3, arbitrary: numbers }, categories, booleans, dates), { minLength: 1, maxLength: 6 })
  .chain((made) =>
    fc.record({
      names: fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: made.length, maxLength: made.length }),
      rows: fc.array(fc.tuple(...made.map(([, cell]) => cell)), { minLength: 1, maxLength: 8 }),
      made: fc.constant(made),
    }),
  )
  .map(({ names, rows, made }) => {
    const columns = made.map(([column], i) => ({ ...column, name: names[i]! }));
    const table: TablePreprocessing = { columns, keys: [], leftOut: [] };
    return { table, cells: columns.map((_, i) => rows.map((row) => row[i]) as unknown as Cells) };
  });

/** Returns the inputs of a graph for a table's cells. */
export const feedsOf = ({ columns }: TablePreprocessing, cells: readonly Cells[]): Record<string, NdArray | TextArray> =>
  Object.fromEntries(
    columns.map(({ name, kind }, i) => {
      const shape = [cells[i]!.length, 1];
      if (kind === "category") return [name, { dtype: "string" as const, shape, data: cells[i] as readonly string[] }];
      return [name, ndarray("float64", shape, Float64Array.from(cells[i] as readonly number[]))];
    }),
  );

/** Returns the same cells as inputs of `toFeatures`. */
export const rawOf = ({ columns }: TablePreprocessing, cells: readonly Cells[]): RawColumn[] =>
  columns.map((column, i) =>
    Float64Array.from(cells[i] as readonly unknown[], (cell) =>
      column.kind !== "category" ? (cell as number) : cell === "" ? Number.NaN : column.values.indexOf(cell as string),
    ),
  );
