/** What a map's page carries, as JSON: numbers as base64 of little-endian arrays, pictures as PNG sheets. Written by mapPage, read by the page. */
export interface MapData {
  /** Number of points. */
  readonly count: number;
  /** float32, x and y of each point. */
  readonly positions: string;
  readonly columns: readonly PackedColumn[];
  /** What each row is called, where it has a name. */
  readonly rowNames?: readonly string[];
  readonly keys?: readonly KeyColumn[];
  readonly pictures?: PackedPictures;
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

/** A class for each row, or a number for each row. */
export type Values =
  | { readonly kind: "classes"; readonly names: readonly string[]; readonly classes: Uint32Array }
  | { readonly kind: "numbers"; readonly numbers: Float64Array; readonly isDate?: boolean };

/** A column to colour by. */
export type Column = Values & { readonly name: string; readonly reconstructed?: Values };

/** The map as the page's code sees it. */
export interface Rows {
  readonly count: number;
  /** Each row's number, where it isn't its place. */
  readonly numbers?: ArrayLike<number>;
  /** [count, 2], row by row. */
  readonly positions: Float32Array;
  readonly columns: readonly Column[];
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

/** What a missing value is called. */
export const MISSING = "(missing)";

/** As many different whole numbers are classes; where there are more, a scale. */
const MOST_CLASSES = 20;

/** Values of a column: strings or a few whole numbers as classes, in order; other numbers as a scale. @param isScale whether numbers are one however few. */
export function valuesOf(given: readonly (string | number | null)[], isDate = false, isScale = isDate): Values {
  const there = new Set(given.filter((value) => value !== null));
  const isNumbers = there.size > 0 && [...there].every((value) => typeof value === "number");
  if (isNumbers && (isScale || there.size > MOST_CLASSES || ![...there].every(Number.isInteger)))
    return {
      kind: "numbers",
      numbers: Float64Array.from(given, (value) => (value === null ? Number.NaN : Number(value))),
      ...(isDate && { isDate }),
    };
  const text = (value: string | number | null) => (value === null ? MISSING : String(value));
  const names = [...new Set([...new Set(given)].map(text))].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const places = new Map(names.map((one, i) => [one, i]));
  return { kind: "classes", names, classes: Uint32Array.from(given, (value) => places.get(text(value))!) };
}

/** Seconds since 1970 UTC as a date, with its time where it isn't midnight; of the first day the time alone. */
export function dateOf(seconds: number): string {
  const text = new Date(seconds * 1000).toISOString();
  const time = text.slice(11, text.endsWith("00.000Z") ? 16 : 19);
  if (seconds >= 0 && seconds < 86_400) return time;
  return time === "00:00" ? text.slice(0, 10) : `${text.slice(0, 10)} ${time}`;
}

/** A row's value in a column, as text; none where it is missing. */
export function textOf(column: Values, row: number): string {
  if (column.kind === "classes") return column.names[column.classes[row]!]!;
  const number = column.numbers[row]!;
  if (Number.isNaN(number)) return "";
  return column.isDate ? dateOf(number) : String(number);
}

/** A number of a column for reading: four digits, or a date. */
export function shortNumber(number: number, isDate = false): string {
  if (Number.isNaN(number)) return MISSING;
  return isDate ? dateOf(Math.round(number)) : String(Number(number.toPrecision(4)));
}

/** A row's value in a column for reading. */
export const shortTextOf = (column: Values, row: number): string =>
  column.kind === "classes" ? column.names[column.classes[row]!]! : shortNumber(column.numbers[row]!, column.isDate);

/** What a row is called. */
export const nameOf = ({ rowNames, numbers }: Pick<Rows, "rowNames" | "numbers">, row: number): string =>
  rowNames?.[row] ?? `Example ${numbers?.[row] ?? row}`;

/** How many rows each class of a column has. */
export function countsOf(column: Column & { readonly kind: "classes" }): readonly number[] {
  const counts = new Array<number>(column.names.length).fill(0);
  for (const place of column.classes) counts[place]!++;
  return counts;
}
