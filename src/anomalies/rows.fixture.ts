import { existsSync, readFileSync } from "node:fs";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { type Random, random } from "../core/random.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";

export interface Table {
  readonly rows: NdArray<"float32">;
  /** 1 for an outlier, 0 for any other row. */
  readonly labels: readonly number[];
}

/** Returns rows on a bent sheet in five columns with very different units. One of every `each` rows is an outlier: off the sheet, but within the columns' ranges. */
export function sheet(count: number, { seed = 1, each = 20 } = {}): Table {
  const source = random(seed);
  const labels = Array.from({ length: count }, (_, i) => (i % each === each - 1 ? 1 : 0));
  const data = labels.flatMap((label) => {
    const [a, b] = [2 * source.uniform() - 1, 2 * source.uniform() - 1];
    const place = label ? Array.from({ length: 5 }, () => 2 * source.uniform() - 1) : [a, b, a * b, Math.sin(3 * a), (a + b) / 2];
    const units = [1, 1000, 0.01, 50, 1];
    return place.map((x, column) => units[column]! * (x + 0.05 * source.normal()) + 10 * column);
  });
  return { rows: ndarray("float32", [count, 5], Float32Array.from(data)), labels };
}

/** Rows of a table with a number and a category of two values, and a third feature for new values. */
export const kinds = {
  table: {
    columns: [
      { kind: "number", name: "size", missing: 0, scaling: "standard", center: 0, scale: 1, whole: false },
      { kind: "category", name: "kind", missing: 0, values: ["a", "b"], open: true, entropy: 0.69 },
    ],
    keys: [],
    leftOut: [],
  } satisfies TablePreprocessing,
  row: (source: Random, kind: number): number[] => [source.normal(), ...[0, 1, 2].map((place) => (place === kind ? 1 : 0))],
  rows(count: number): NdArray<"float32"> {
    const source = random(3);
    return ndarray(
      "float32",
      [count, 4],
      Float32Array.from(Array.from({ length: count }, (_, i) => kinds.row(source, i % 2)).flat()),
    );
  },
};

const ADBENCH = "../shared/data/adbench";
export const hasAdbench = existsSync(ADBENCH);

/** Reads a table of ADBench (Han et al., 2022). Its last column marks the outliers, and isn't part of the rows. */
export function adbench(name: string): Table {
  const lines = readFileSync(`${ADBENCH}/${name}.csv`, "utf8").trim().split("\n").slice(1);
  const numbers = lines.map((line) => line.split(",").map(Number));
  const width = numbers[0]!.length - 1;
  const rows = Float32Array.from(numbers.flatMap((row) => row.slice(0, width)));
  return { rows: ndarray("float32", [lines.length, width], rows), labels: numbers.map((row) => row[width]!) };
}
