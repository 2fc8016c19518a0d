import { rowNumber } from "../core/rows.ts";
import type { Column, Values } from "../figures/columns.ts";

/** What a map's page carries, as JSON: numbers as base64 of little-endian arrays, pictures as PNG sheets. Written by mapPage, read by the page. */
export interface MapData extends Pick<Rows, "count" | "rowNames" | "keys" | "pictures"> {
  /** float32, x and y of each point. */
  readonly positions: string;
  readonly columns: readonly PackedColumn[];
}

/** Classes (uint32 places in `names`), or numbers (float64), which may be times in seconds since 1970 UTC; NaN is a missing one. */
export type PackedValues =
  | { readonly names: readonly string[]; readonly classes: string }
  | { readonly numbers: string; readonly isDate?: boolean };

/** A column's values, and what the model makes of them. */
export type PackedColumn = PackedValues & { readonly name: string; readonly reconstructed?: PackedValues };

/** A column that tells rows apart: shown, searched and exported, not coloured by. */
export interface KeyColumn {
  readonly name: string;
  readonly values: readonly string[];
}

/** Pictures of one size, in rows of `perRow`: a data URL for each sheet. */
export interface PackedPictures {
  readonly width: number;
  readonly height: number;
  readonly perRow: number;
  /** Whether they are grey: then they are shown dark on light, or light on dark, as the page is. */
  readonly grey: boolean;
  readonly originals?: string;
  readonly reconstructions?: string;
}

/** The map as the page's code sees it. */
export interface Rows {
  /** Number of points. */
  readonly count: number;
  /** Each row's number as people read it, where the rows aren't all there or stand in another order. */
  readonly numbers?: ArrayLike<number>;
  /** [count, 2], row by row. */
  readonly positions: Float32Array;
  readonly columns: readonly Column[];
  /** What each row is called, where it has a name. */
  readonly rowNames?: readonly string[];
  readonly keys?: readonly KeyColumn[];
  readonly pictures?: PackedPictures;
}

const bytesOf = (base64: string): ArrayBuffer => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;

function unpackValues(packed: PackedValues): Values {
  if ("numbers" in packed)
    return { kind: "numbers", numbers: new Float64Array(bytesOf(packed.numbers)), ...(packed.isDate && { isDate: true }) };
  return { kind: "classes", names: packed.names, classes: new Uint32Array(bytesOf(packed.classes)) };
}

/** The rows behind what the page carries. */
export function unpack({ count, positions, columns, rowNames, keys, pictures }: MapData): Rows {
  const unpacked = columns.map((column): Column => {
    const { name, reconstructed } = column;
    return { name, ...unpackValues(column), ...(reconstructed && { reconstructed: unpackValues(reconstructed) }) };
  });
  return { count, positions: new Float32Array(bytesOf(positions)), columns: unpacked, rowNames, keys, pictures };
}

/** The number of a row as people read it. */
export const numberOf = ({ numbers }: Pick<Rows, "numbers">, row: number): number => numbers?.[row] ?? rowNumber(row);

/** What a row is called. */
export const nameOf = (rows: Pick<Rows, "rowNames" | "numbers">, row: number): string =>
  rows.rowNames?.[row] ?? `Row ${numberOf(rows, row)}`;
