import { createHash } from "node:crypto";
import { DataError, OptionError, ShapeError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { valuesOf } from "../figures/columns.ts";
import { picturesOf } from "../figures/picture.ts";
import { spriteSheet } from "../figures/sprite-sheet.node.ts";
import { html } from "../report/page/html.ts";
import { script, style, template } from "./map-page.generated.ts";
import type { MapData, PackedColumn, PackedPictures, PackedValues } from "./rows.ts";

export interface MapPageOptions {
  /** [n, 2]. */
  readonly positions: NdArray<"float32">;
  readonly title: string;
  readonly subtitle?: string;
  /** Columns to colour by, the first at first: strings or a few whole numbers are classes, other numbers a scale. */
  readonly colours?: readonly MapColumn[];
  /** Columns that tell rows apart: shown, searched and exported, not coloured by. */
  readonly keys?: readonly { readonly name: string; readonly values: readonly (string | number | boolean | null)[] }[];
  /** What each point is called: shown, searched and exported. */
  readonly rowNames?: readonly string[];
  /** [n, height, width] or [n, height, width, channels], bytes 0-255 or floats 0-1: shown beside the point that is pointed at. */
  readonly originals?: NdArray<"uint8"> | NdArray<"float32">;
  /** Of the same size. */
  readonly reconstructions?: NdArray<"uint8"> | NdArray<"float32">;
}

export interface MapColumn {
  readonly name: string;
  /** null where a value is missing. */
  readonly values: readonly (string | number | null)[];
  /** Whether numbers are times, in seconds since 1970 UTC. */
  readonly isDate?: boolean;
  /** What the model makes of each: shown beside it. */
  readonly reconstructed?: readonly (string | number | null)[];
}

/**
 * An interactive map of codings as one HTML file that opens from disk and asks for nothing else: points to zoom, point at, search, select and export.
 * @throws ShapeError where positions aren't [n, 2], or columns or pictures aren't one for each point; DataError where there is no point or no
 * number, by row; OptionError where a column has no name, or another's.
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
      `Two columns to ${keys ? "show" : "colour by"} are called ${JSON.stringify(again)}, or one has no name. Give each its own.`,
    );
  if (rowNames && rowNames.length !== count)
    throw new ShapeError(`There are ${count} points, but ${rowNames.length} names. Give one each.`);
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
    // As JSON in a page: without <, no text of the data's can end the element that holds it.
    data: JSON.stringify(data).replaceAll("<", "\\u003c"),
    policy: policyFor(inline),
  };
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name]!);
}

function rowsOf({ shape, data }: NdArray<"float32">): number {
  const [count = 0, width] = shape;
  if (shape.length !== 2 || width !== 2)
    throw new ShapeError(
      `A map's positions are [n, 2], but these are [${shape.join(", ")}]. Reduce the codings to 2 dimensions first.`,
    );
  if (count === 0) throw new DataError("There are no points to draw a map of.");
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new DataError(
      `The position in row ${bad >> 1} (counted from 0) is [${data[bad - (bad % 2)]}, ${data[bad - (bad % 2) + 1]}], which is no place on a map. Leave the row out.`,
    );
  return count;
}

function packed({ name, values, isDate, reconstructed }: MapColumn, count: number): PackedColumn {
  const own = packedValues(name, expectEach(name, values, count), isDate);
  if (!reconstructed) return { name, ...own };
  return { name, ...own, reconstructed: packedValues(name, expectEach(name, reconstructed, count), isDate, "numbers" in own) };
}

/** @throws ShapeError where there isn't a value for each point. */
function expectEach<T>(name: string, values: readonly T[], count: number): readonly T[] {
  if (values.length === count) return values;
  throw new ShapeError(
    `There are ${count} points, but ${values.length} values in the column ${JSON.stringify(name)}. Give one each.`,
  );
}

/** @param isScale whether numbers are a scale however few different ones there are. */
function packedValues(name: string, values: MapColumn["values"], isDate = false, isScale = isDate): PackedValues {
  const bad = values.findIndex((value) => typeof value === "number" && !Number.isFinite(value));
  if (bad >= 0)
    throw new DataError(
      `The column ${JSON.stringify(name)} holds ${values[bad]} in row ${bad} (counted from 0). Give a number, or make the column text.`,
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
  if (other) throw new ShapeError(`There are ${count} points, but ${other.pictures.n} ${other.what}. Give one each.`);
  const { width, height, channels } = first;
  const second = given[1]?.pictures ?? first;
  if (second.width !== width || second.height !== height || second.channels !== channels)
    throw new ShapeError(
      `The originals are ${height} x ${width} x ${channels}, but the reconstructions ${second.height} x ${second.width} x ${second.channels}. Give pictures of one size.`,
    );
  const sheets = given.map(({ what, pictures }) => ({ what, ...spriteSheet(pictures, what === "reconstructions" ? 4 : 1) }));
  const urls = sheets.map(({ what, png }) => [what, `data:image/png;base64,${png.toString("base64")}`]);
  return { width, height, perRow: sheets[0]!.perRow, grey: channels === 1, ...Object.fromEntries(urls) };
}

const base64 = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("base64");

/** What the page may do: run this one script, draw the pictures that it carries, ask for nothing. */
function policyFor(inline: string): string {
  const hash = createHash("sha256").update(inline).digest("base64");
  return `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:`;
}
