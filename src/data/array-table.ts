import { type NdArray, sizeOf } from "../core/ndarray.ts";
import { float32Text } from "./tables/csv-text.ts";
import type { MemoryColumn, MemoryTable } from "./tables/memory/table.ts";

/** Whether an array has two or more rows of numbers and some of them are missing (NaN), so that it is read as a table. */
export function isTableWithGaps({ dtype, shape, data }: NdArray): boolean {
  return (
    (dtype === "float32" || dtype === "float64") &&
    shape.length === 2 &&
    shape[0]! > 1 &&
    (data as Float32Array | Float64Array).some(Number.isNaN)
  );
}

/**
 * Makes a table from an array [n, columns], or [n] for one column. The columns are called column1, column2 and so on; NaN is a
 * missing value.
 * @param beside - more columns, each [n], which name the rows or are their labels. A model doesn't use them as features unless
 * the user asks for it.
 */
export function tableOfArray(array: NdArray, name: string, beside: Readonly<Record<string, NdArray>> = {}): MemoryTable {
  const [count = 0, ...rest] = array.shape;
  const width = sizeOf(rest);
  const columns: MemoryColumn[] = Array.from({ length: width }, (_, i) => columnOf(`column${i + 1}`, array, count, i, width));
  const keys = Object.entries(beside).map(([key, values]) => ({ ...columnOf(key, values, count, 0, 1), said: "key" as const }));
  return { name, columns: [...columns, ...keys] };
}

function columnOf(name: string, { dtype, data }: NdArray, count: number, from: number, step: number): MemoryColumn {
  const isFloat = dtype === "float32" || dtype === "float64";
  const cell = (row: number): number | string | null => {
    const value = data[row * step + from]!;
    if (typeof value === "bigint" && !Number.isSafeInteger(Number(value))) return String(value);
    if (Number.isNaN(Number(value))) return null;
    // The shortest decimal number that rounds to this float32, so that a file written from the table isn't longer than needed.
    return dtype === "float32" ? Number(float32Text(Number(value))) : Number(value);
  };
  return { name, type: isFloat ? "DOUBLE" : "BIGINT", values: Array.from({ length: count }, (_, row) => cell(row)) };
}
