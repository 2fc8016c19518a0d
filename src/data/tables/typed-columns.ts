import type { Cell } from "./schema/column-types.ts";

/** A column to write, with Parquet's name for its type. */
export interface TypedColumn {
  readonly name: string;
  readonly type: "INT32" | "INT64" | "FLOAT" | "DOUBLE" | "BOOLEAN" | "STRING";
  readonly data: readonly (Cell | bigint)[];
}

/** Converts cells to a column of their narrowest type. */
export function typedColumn(name: string, values: readonly Cell[]): TypedColumn {
  const there = values.filter((value) => value !== null);
  if (there.length > 0 && there.every((value) => typeof value === "boolean")) return { name, type: "BOOLEAN", data: values };
  if (there.length === 0 || !there.every((value) => typeof value === "number"))
    return { name, type: "STRING", data: values.map((value) => (value === null ? null : String(value))) };
  if (!there.every(Number.isSafeInteger)) return { name, type: "DOUBLE", data: values };
  if (there.every((value) => value === (Number(value) | 0))) return { name, type: "INT32", data: values };
  return { name, type: "INT64", data: values.map((value) => (value === null ? null : BigInt(value))) };
}

/** Writes columns as a Parquet file. */
export async function parquetOfColumns(columns: readonly TypedColumn[]): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  return new Uint8Array(parquetWriteBuffer({ columnData: columns.map((column) => ({ ...column, data: [...column.data] })) }));
}
