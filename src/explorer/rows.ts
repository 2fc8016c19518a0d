import type { Column, Values } from "../core/columns.ts";
import { rowNumber } from "../core/rows.ts";

/**
 * The data in a map's page as JSON: numbers as base64 of little-endian arrays, and pictures as PNG sheets. `mapPage` writes it,
 * and the page reads it.
 */
export interface MapData extends Pick<Rows, "count" | "rowNames" | "keys" | "pictures"> {
  /** x and y of each point, as float32. */
  readonly positions: string;
  readonly columns: readonly PackedColumn[];
}

/**
 * Classes (uint32 indices in `names`), or numbers (float64), which may be times in seconds since 1970 UTC. NaN is a missing
 * number.
 */
export type PackedValues =
  | { readonly names: readonly string[]; readonly classes: string }
  | { readonly numbers: string; readonly isDate?: boolean };

/** The values of a column and their reconstructions. */
export type PackedColumn = PackedValues & { readonly name: string; readonly reconstructed?: PackedValues };

/** A column that identifies rows. It is shown, searched and exported, but the points aren't coloured by it. */
export interface KeyColumn {
  readonly name: string;
  readonly values: readonly string[];
}

/** Pictures of the same size, as sheets (data URLs) with `perRow` pictures in a row. */
export interface PackedPictures {
  readonly width: number;
  readonly height: number;
  readonly perRow: number;
  /** Whether the pictures are grey. If so, they are dark on light or light on dark, like the page. */
  readonly grey: boolean;
  readonly originals?: string;
  readonly reconstructions?: string;
}

/** The points of a map with their columns and pictures. */
export interface Rows {
  /** Number of points. */
  readonly count: number;
  /** Number of each row as people read it, if the rows are only a part of the data or in another order. */
  readonly numbers?: ArrayLike<number>;
  /** Positions [count, 2], row by row. */
  readonly positions: Float32Array;
  readonly columns: readonly Column[];
  /** Name of each row, if the rows have names. */
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

/** Decodes the data of a page. */
export function unpack({ count, positions, columns, rowNames, keys, pictures }: MapData): Rows {
  const unpacked = columns.map((column): Column => {
    const { name, reconstructed } = column;
    return { name, ...unpackValues(column), ...(reconstructed && { reconstructed: unpackValues(reconstructed) }) };
  });
  return { count, positions: new Float32Array(bytesOf(positions)), columns: unpacked, rowNames, keys, pictures };
}

/** Returns the number of a row as people read it. */
export const numberOf = ({ numbers }: Pick<Rows, "numbers">, row: number): number => numbers?.[row] ?? rowNumber(row);

/** Returns the name of a row. */
export const nameOf = (rows: Pick<Rows, "rowNames" | "numbers">, row: number): string =>
  rows.rowNames?.[row] ?? `Row ${numberOf(rows, row)}`;
