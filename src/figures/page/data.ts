/** What a map's page carries, as JSON: numbers as base64 of little-endian arrays, pictures as PNG sheets. Written by mapPage, read by the page. */
export interface MapData {
  /** Number of points. */
  readonly count: number;
  /** float32, x and y of each point. */
  readonly positions: string;
  readonly columns: readonly PackedColumn[];
  /** What each row is called, where it has a name. */
  readonly rowNames?: readonly string[];
  readonly pictures?: PackedPictures;
}

/** A column of classes (uint32 places in `names`), or of numbers (float64). */
export type PackedColumn =
  | { readonly name: string; readonly names: readonly string[]; readonly classes: string }
  | { readonly name: string; readonly numbers: string };

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

/** A column to colour by: a class for each row, or a number for each row. */
export type Column =
  | { readonly kind: "classes"; readonly name: string; readonly names: readonly string[]; readonly classes: Uint32Array }
  | { readonly kind: "numbers"; readonly name: string; readonly numbers: Float64Array };

/** The map as the page's code sees it. */
export interface Rows {
  readonly count: number;
  /** [count, 2], row by row. */
  readonly positions: Float32Array;
  readonly columns: readonly Column[];
  readonly rowNames?: readonly string[];
  readonly pictures?: PackedPictures;
}

const bytesOf = (base64: string): ArrayBuffer => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;

/** The rows behind what the page carries. */
export function unpack({ count, positions, columns, rowNames, pictures }: MapData): Rows {
  const unpacked = columns.map((column): Column => {
    if ("numbers" in column) return { kind: "numbers", name: column.name, numbers: new Float64Array(bytesOf(column.numbers)) };
    return { kind: "classes", name: column.name, names: column.names, classes: new Uint32Array(bytesOf(column.classes)) };
  });
  return { count, positions: new Float32Array(bytesOf(positions)), columns: unpacked, rowNames, pictures };
}

/** A row's value in a column, as text. */
export const textOf = (column: Column, row: number): string =>
  column.kind === "classes" ? column.names[column.classes[row]!]! : String(column.numbers[row]);

/** A row's value in a column for reading: numbers in four digits. */
export const shortTextOf = (column: Column, row: number): string =>
  column.kind === "classes" ? column.names[column.classes[row]!]! : String(Number(column.numbers[row]!.toPrecision(4)));

/** What a row is called. */
export const nameOf = ({ rowNames }: Rows, row: number): string => rowNames?.[row] ?? `Example ${row}`;

/** How many rows each class of a column has. */
export function countsOf(column: Column & { readonly kind: "classes" }): readonly number[] {
  const counts = new Array<number>(column.names.length).fill(0);
  for (const place of column.classes) counts[place]!++;
  return counts;
}
