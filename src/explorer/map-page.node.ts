import { createHash } from "node:crypto";
import { valuesOf } from "../core/columns.ts";
import { DataError, OptionError, ShapeError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { picturesOf } from "../figures/picture.ts";
import { spriteSheet } from "../figures/sprite-sheet.node.ts";
import { html } from "../report/page/html.ts";
import { script, style, template } from "./map-page.generated.ts";
import type { MapData, PackedColumn, PackedPictures, PackedValues } from "./rows.ts";

/** The options of `mapPage`. */
export interface MapPageOptions {
  /** Position of each point, [n, 2]. */
  readonly positions: NdArray<"float32">;
  /** Title of the page. */
  readonly title: string;
  /** Text below the title. */
  readonly subtitle?: string;
  /**
   * Columns to colour by; the page begins with the first. Strings and a few different whole numbers are classes, other numbers a
   * scale.
   */
  readonly colours?: readonly MapColumn[];
  /** Key columns, which identify rows. They are shown, searched and exported, but the points aren't coloured by them. */
  readonly keys?: readonly { readonly name: string; readonly values: readonly (string | number | boolean | null)[] }[];
  /** Name of each point, which is shown, searched and exported. */
  readonly rowNames?: readonly string[];
  /**
   * Picture of each point, shown when the user points at it: [n, height, width] or [n, height, width, channels], bytes 0-255 or
   * floats 0-1.
   */
  readonly originals?: NdArray<"uint8"> | NdArray<"float32">;
  /** Reconstructions of the pictures, of the same size. */
  readonly reconstructions?: NdArray<"uint8"> | NdArray<"float32">;
}

/** A column that the points of a map can be coloured by. */
export interface MapColumn {
  readonly name: string;
  /** Value of each point, or null if it is missing. */
  readonly values: readonly (string | number | null)[];
  /** Whether the numbers are times, in seconds since 1970 UTC (default false). */
  readonly isDate?: boolean;
  /** The model's reconstruction of each value, which is shown next to it. */
  readonly reconstructed?: readonly (string | number | null)[];
}

/**
 * Makes an interactive map of codings, in which the user can zoom, point at points, search, select and export.
 * @returns one HTML file that opens from disk and requests nothing.
 * @throws ShapeError if positions aren't [n, 2], or there isn't one value or picture for each point.
 * @throws DataError if there are no points, or a number isn't finite.
 * @throws OptionError if a column has no name, or two columns have the same name.
 * @example
 * const html = mapPage({ positions, title: "Codings", colours: [{ name: "label", values: labels }] });
 */
export function mapPage({
  positions,
  title,
  subtitle = "",
  colours = [],
  keys,
  rowNames,
  originals,
  reconstructions,
}: MapPageOptions): string {
  const count = rowsOf(positions);
  const names = [...(keys ?? []), ...colours].map(({ name }) => name);
  const again = names.find((name, i) => name.trim() === "" || names.indexOf(name) !== i);
  if (again !== undefined)
    throw new OptionError(
      `Two columns have the name ${JSON.stringify(again)}, or one has no name. Give each column${keys ? "" : " to colour by"} a unique name.`,
    );
  if (rowNames && rowNames.length !== count)
    throw new ShapeError(`There are ${count} points, but ${rowNames.length} names. Give one name for each point.`);
  const data: MapData = {
    count,
    positions: base64(positions.data),
    columns: colours.map((column) => packed(column, count)),
    rowNames,
    keys: keys?.map(({ name, values }) => ({
      name,
      values: expectEach(name, values, count).map((value) => String(value ?? "")),
    })),
    pictures: packedPictures(count, originals, reconstructions),
  };
  const inline = script.trim();
  const parts: Readonly<Record<string, string>> = {
    title: html`${title}`.markup,
    subtitle: html`${subtitle}`.markup,
    style,
    script: inline,
    // Without the character <, no text in the data can end the element that contains the JSON.
    data: JSON.stringify(data).replaceAll("<", "\\u003c"),
    policy: policyFor(inline),
  };
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name]!);
}

function rowsOf({ shape, data }: NdArray<"float32">): number {
  const [count = 0, width] = shape;
  if (shape.length !== 2 || width !== 2)
    throw new ShapeError(
      `The positions of a map must have the shape [n, 2], but these are [${shape.join(", ")}]. Reduce the codings to 2 dimensions first.`,
    );
  if (count === 0) throw new DataError("The map has no points. Give at least one position.");
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new DataError(
      `The position in row ${bad >> 1} (counted from 0) is [${data[bad - (bad % 2)]}, ${data[bad - (bad % 2) + 1]}], which isn't finite. Leave the row out.`,
    );
  return count;
}

function packed({ name, values, isDate, reconstructed }: MapColumn, count: number): PackedColumn {
  const own = packedValues(name, expectEach(name, values, count), isDate);
  if (!reconstructed) return { name, ...own };
  return { name, ...own, reconstructed: packedValues(name, expectEach(name, reconstructed, count), isDate, "numbers" in own) };
}

/** @throws ShapeError if there isn't a value for each point. */
function expectEach<T>(name: string, values: readonly T[], count: number): readonly T[] {
  if (values.length === count) return values;
  throw new ShapeError(
    `There are ${count} points, but ${values.length} values in the column ${JSON.stringify(name)}. Give one value for each point.`,
  );
}

/** @param isScale whether numbers are a scale even if there are only a few different ones. */
function packedValues(name: string, values: MapColumn["values"], isDate = false, isScale = isDate): PackedValues {
  const bad = values.findIndex((value) => typeof value === "number" && !Number.isFinite(value));
  if (bad >= 0)
    throw new DataError(
      `The column ${JSON.stringify(name)} contains ${values[bad]} in row ${bad} (counted from 0). Give a finite number, null for a missing value, or a string.`,
    );
  const found = valuesOf(values, isDate, isScale);
  return found.kind === "numbers"
    ? { numbers: base64(found.numbers), ...(isDate && { isDate }) }
    : { names: found.names, classes: base64(found.classes) };
}

function packedPictures(
  count: number,
  originals: MapPageOptions["originals"],
  reconstructions: MapPageOptions["reconstructions"],
): PackedPictures | undefined {
  const given = Object.entries({ originals, reconstructions }).flatMap(([what, examples]) =>
    examples ? [{ what, pictures: picturesOf(what, examples) }] : [],
  );
  const first = given[0]?.pictures;
  if (!first) return undefined;
  const other = given.find(({ pictures }) => pictures.n !== count);
  if (other)
    throw new ShapeError(`There are ${count} points, but ${other.pictures.n} ${other.what}. Give one picture for each point.`);
  const { width, height, channels } = first;
  const second = given[1]?.pictures ?? first;
  if (second.width !== width || second.height !== height || second.channels !== channels)
    throw new ShapeError(
      `The originals are ${height} x ${width} x ${channels}, but the reconstructions ${second.height} x ${second.width} x ${second.channels}. Give pictures of the same size.`,
    );
  const sheets = given.map(({ what, pictures }) => ({ what, ...spriteSheet(pictures, what === "reconstructions" ? 4 : 1) }));
  const urls = sheets.map(({ what, png }) => [what, `data:image/png;base64,${png.toString("base64")}`]);
  return { width, height, perRow: sheets[0]!.perRow, grey: channels === 1, ...Object.fromEntries(urls) };
}

const base64 = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("base64");

/**
 * Returns the page's content security policy. It may only run this script and draw the pictures that it contains, and requests
 * nothing.
 */
function policyFor(inline: string): string {
  const hash = createHash("sha256").update(inline).digest("base64");
  return `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:`;
}
