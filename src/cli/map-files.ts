import type { Autoencoder } from "../autoencoders/index.ts";
import { dateOf } from "../core/dates.ts";
import { writeFileAtomically } from "../core/files.node.ts";
import type { NdArray } from "../core/ndarray.ts";
import type { Dataset } from "../data/dataset.ts";
import { toNpy } from "../data/readers/npy.ts";
import { csvOfColumns } from "../data/tables/csv-text.ts";
import type { ShownColumn } from "../data/tables/duckdb/shown.node.ts";
import { apartFrom } from "../data/tables/schema/column-names.ts";
import { parquetOfColumns, type TypedColumn, typedColumn } from "../data/tables/typed-columns.ts";
import type { MapColumn } from "../entries/figures.node.ts";
import { count, type Output } from "./command.ts";
import { withReconstructions } from "./map-columns.ts";

/** A page of more pictures, or of more reconstructed rows, would be too large for a browser. */
const MOST_SHOWN = 10_000;

export interface MapToWrite {
  readonly map: NdArray<"float32">;
  /** What there is to colour by, the first at first. */
  readonly colours: readonly MapColumn[];
  readonly rowNames?: readonly string[] | undefined;
  readonly keys?: Dataset["keys"];
  readonly examples: NdArray<"uint8"> | NdArray<"float32">;
  readonly title: string;
  readonly subtitle: string;
}

interface Making {
  readonly output: Output;
  readonly reconstruct: () => Promise<NdArray<"float32">>;
}

/** A table's columns as a file shows them: a page has what the model makes of each value beside it. */
export async function shownColumns(
  columns: readonly ShownColumn[],
  autoencoder: Autoencoder,
  file: string,
  { output, reconstruct }: Making,
): Promise<readonly MapColumn[]> {
  if (columns.length === 0) return [];
  const isPage = file.endsWith(".html");
  const rows = columns[0]!.values.length;
  if (isPage && rows > MOST_SHOWN)
    output.say(`A page has room for ${count(MOST_SHOWN)} rows' reconstructions; this one has none (--count ${MOST_SHOWN}).`);
  return withReconstructions(columns, autoencoder, isPage && rows <= MOST_SHOWN ? await reconstruct() : undefined);
}

/** Writes a map by its file's ending. */
export async function writeMap(file: string, shown: MapToWrite, { output, reconstruct }: Making): Promise<void> {
  const { map: positions, colours, rowNames, examples, title } = shown;
  if (file.endsWith(".npy")) return writeFileAtomically(file, toNpy(positions));
  if (file.endsWith(".csv") || file.endsWith(".parquet")) return writeFileAtomically(file, await tableOf(shown, file));
  const [rank, channels] = [examples.shape.length, examples.shape[3] ?? 1];
  const isPictures = rank === 3 || (rank === 4 && (channels === 1 || channels === 3));
  const { mapFigure, mapPage, writeFigure } = await import("../entries/figures.node.ts");
  if (!file.endsWith(".html")) {
    const [first] = colours;
    const by = first && first.name !== "label" ? `; coloured by ${first.name}` : "";
    return writeFigure(
      mapFigure({
        positions,
        title,
        subtitle: `${shown.subtitle}${by}`,
        ...(first && { labels: first.values, ...(first.isDate && { areDates: true }) }),
        ...(isPictures && { images: examples }),
      }),
      file,
    );
  }
  const withPictures = isPictures && positions.shape[0]! <= MOST_SHOWN;
  if (isPictures && !withPictures)
    output.say(`A page has room for ${count(MOST_SHOWN)} pictures; this one has none (--count ${MOST_SHOWN}).`);
  const pictures = withPictures && { originals: examples, reconstructions: await reconstruct() };
  const keys = keysOf(shown);
  const page = { positions, title, subtitle: shown.subtitle, colours, rowNames, ...(keys.length > 0 && { keys }), ...pictures };
  return writeFileAtomically(file, mapPage(page));
}

/** The key columns that aren't coloured by as well. */
const keysOf = ({ keys = {}, colours }: MapToWrite) =>
  Object.entries(keys).flatMap(([name, values]) => (colours.some((colour) => colour.name === name) ? [] : [{ name, values }]));

/** The places as a table, a row a point: row, its name where it has one, its keys, x, y, and what it is coloured by. */
async function tableOf(shown: MapToWrite, file: string): Promise<string | Uint8Array> {
  const { map, colours, rowNames } = shown;
  const rows = Array.from({ length: map.shape[0]! }, (_, row) => row);
  const own = ["row", "name", "x", "y"];
  const others = apartFrom(own, [
    ...keysOf(shown).map(({ name, values }) => typedColumn(name, values)),
    ...colours.map(({ name, values, isDate }) =>
      typedColumn(name, isDate ? values.map((time) => (time === null ? null : dateOf(Number(time)))) : values),
    ),
  ]);
  const keyCount = others.length - colours.length;
  const columns: TypedColumn[] = [
    { name: "row", type: "INT32", data: rows },
    ...(rowNames ? [typedColumn("name", rowNames)] : []),
    ...others.slice(0, keyCount),
    { name: "x", type: "FLOAT", data: rows.map((row) => map.data[2 * row]!) },
    { name: "y", type: "FLOAT", data: rows.map((row) => map.data[2 * row + 1]!) },
    ...others.slice(keyCount),
  ];
  return file.endsWith(".csv") ? csvOfColumns(columns) : parquetOfColumns(columns);
}
