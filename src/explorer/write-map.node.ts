import { dateOf } from "../core/dates.ts";
import { writeFileAtomically } from "../core/files.node.ts";
import type { NdArray } from "../core/ndarray.ts";
import { rowNumber } from "../core/rows.ts";
import { savedName } from "../core/saved-name.ts";
import { count } from "../core/words.ts";
import type { Dataset } from "../data/dataset.ts";
import { toNpy } from "../data/readers/npy.ts";
import { csvOfColumns } from "../data/tables/csv-text.ts";
import { apartFrom } from "../data/tables/schema/column-names.ts";
import { parquetOfColumns, type TypedColumn, typedColumn } from "../data/tables/typed-columns.ts";
import type { CodingsMap } from "../tasks/map.ts";
import type { TaskOptions } from "../tasks/options.ts";
import type { MapColumn } from "./map-page.node.ts";

/** A map of data: the positions of the rows, and their names, columns and examples. */
export interface DataMap extends CodingsMap {
  /** Name of the data. */
  readonly name: string;
  /** The model's family and its number of codings. */
  readonly model: { readonly family: string; readonly codings: number };
  /** Columns to colour by. A picture uses the first, and a page begins with it. */
  readonly colours: readonly MapColumn[];
  /** Name of each row, if the rows have names. */
  readonly rowNames?: readonly string[] | undefined;
  /** Key columns of a table, which identify its rows. */
  readonly keys?: Dataset["keys"];
  readonly examples: Dataset["examples"];
}

/** Maximum number of pictures or reconstructed rows in a page. With more, it would be too large for a browser. */
export const MOST_SHOWN = 10_000;

const TITLES = { tsne: "t-SNE", umap: "UMAP", pca: "PCA" } as const;

/**
 * Writes a map to a file whose extension decides the format: .svg and .png are a picture, .html an interactive page, .csv and
 * .parquet a table, and .npy the positions alone.
 * @param reconstruct reconstructs the examples. It is called only if the page shows them.
 */
export async function writeMap(
  file: string,
  shown: DataMap,
  reconstruct: () => Promise<NdArray<"float32">>,
  onNote: TaskOptions["onNote"],
): Promise<void> {
  const { positions, colours, rowNames, examples, method, name, model } = shown;
  if (file.endsWith(".npy")) return writeFileAtomically(file, toNpy(positions));
  if (file.endsWith(".csv") || file.endsWith(".parquet")) return writeFileAtomically(file, await tableOf(shown, file));
  const [rank, channels] = [examples.shape.length, examples.shape[3] ?? 1];
  const isPictures = rank === 3 || (rank === 4 && (channels === 1 || channels === 3));
  const rows = positions.shape[0]!;
  const title = `${TITLES[method]} map of ${savedName(name)}`;
  const subtitle = `${count(rows)} examples, ${model.codings} codings of a ${model.family} autoencoder`;
  const { mapFigure, mapPage, writeFigure } = await import("../entries/figures.node.ts");
  if (!file.endsWith(".html")) {
    const [first] = colours;
    const by = first && first.name !== "label" ? `; coloured by ${first.name}` : "";
    return writeFigure(
      mapFigure({
        positions,
        title,
        subtitle: `${subtitle}${by}`,
        ...(first && { labels: first.values, ...(first.isDate && { areDates: true }) }),
        ...(isPictures && { images: examples }),
      }),
      file,
    );
  }
  const withPictures = isPictures && rows <= MOST_SHOWN;
  if (isPictures && !withPictures)
    onNote?.(`The page shows no pictures, because it can hold at most ${count(MOST_SHOWN)} (--count ${MOST_SHOWN}).`);
  const pictures = withPictures && { originals: examples, reconstructions: await reconstruct() };
  const keys = keysOf(shown);
  const page = { positions, title, subtitle, colours, rowNames, ...(keys.length > 0 && { keys }), ...pictures };
  return writeFileAtomically(file, mapPage(page));
}

/** Returns the key columns that aren't also columns to colour by. */
const keysOf = ({ keys = {}, colours }: DataMap) =>
  Object.entries(keys).flatMap(([name, values]) => (colours.some((colour) => colour.name === name) ? [] : [{ name, values }]));

/**
 * Returns the map as a table with one row per point: row number, name if there are names, keys, x, y, and the columns to colour
 * by.
 */
async function tableOf(shown: DataMap, file: string): Promise<string | Uint8Array> {
  const { positions, colours, rowNames } = shown;
  const rows = Array.from({ length: positions.shape[0]! }, (_, row) => row);
  const own = ["row", "name", "x", "y"];
  const others = apartFrom(own, [
    ...keysOf(shown).map(({ name, values }) => typedColumn(name, values)),
    ...colours.map(({ name, values, isDate }) =>
      typedColumn(name, isDate ? values.map((time) => (time === null ? null : dateOf(Number(time)))) : values),
    ),
  ]);
  const keyCount = others.length - colours.length;
  const columns: TypedColumn[] = [
    { name: "row", type: "INT32", data: rows.map(rowNumber) },
    ...(rowNames ? [typedColumn("name", rowNames)] : []),
    ...others.slice(0, keyCount),
    { name: "x", type: "FLOAT", data: rows.map((row) => positions.data[2 * row]!) },
    { name: "y", type: "FLOAT", data: rows.map((row) => positions.data[2 * row + 1]!) },
    ...others.slice(keyCount),
  ];
  return file.endsWith(".csv") ? csvOfColumns(columns) : parquetOfColumns(columns);
}
