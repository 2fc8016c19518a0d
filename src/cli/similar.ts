import { Command } from "commander";
import { loadAutoencoder } from "../autoencoders/folder.node.ts";
import { expectEnding } from "../core/endings.ts";
import { DataError } from "../core/errors.ts";
import { sliceRows } from "../core/ndarray.ts";
import { takeRows } from "../core/rows.ts";
import { counted, rounded } from "../core/words.ts";
import type { RowResults } from "../data/tables/duckdb/beside.node.ts";
import { COPY_ENDINGS } from "../data/tables/duckdb/copy.node.ts";
import { duplicates, nearestNeighbors } from "../manifold/index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { expectModelOfRows } from "../tasks/open.node.ts";
import { askedIn, rowAsked } from "./asked-row.ts";
import { type CodedRows, codedRows } from "./coded-rows.ts";
import { type CommonOptions, count, numberIn, type Output, outputOf, partNamed, UsageError } from "./command.ts";
import { withQuery } from "./table-options.ts";
import { textTable } from "./text-table.ts";

interface SimilarOptions extends CommonOptions {
  readonly to?: string;
  readonly duplicates?: true | number;
  readonly n: number;
  readonly output?: string;
  readonly part: "train" | "test";
  readonly query?: string;
}

/** Rows to show, in order, and what is said of them. */
interface Found extends RowResults {
  readonly said: Readonly<Record<string, unknown>>;
  /** How many of the rows are printed; a file has them all. */
  readonly printed: number;
}

const PICTURES = [".png", ".svg"];
const MOST_PICTURES = 100;
/** Comparing so many with each other takes some seconds. */
const MANY = 50_000;

export const similar = () =>
  withQuery(new Command("similar"))
    .description("the rows of DATA whose codings are nearest to a row's, or all near-duplicates")
    .argument("<model>", "a model folder")
    .argument("<data>", "a dataset's name, a file or a folder")
    .option("--to <row>", "a row of DATA: its number, from 0, or NAME=VALUE of a key column; or a file with rows like DATA's")
    .option(
      "--duplicates [distance]",
      "groups of rows no farther apart than this; by default a tenth of the typical distance to a nearest row (the median)",
      numberIn("duplicates", { from: 0 }),
    )
    .option("-n <n>", "how many rows, or groups of duplicates", numberIn("n", { from: 1, whole: true }), 10)
    .option("-o, --output <file>", `FILE${COPY_ENDINGS.join(", ")} in place of stdout; of images also .png or .svg`)
    .option("--part <part>", "train or test, of data that has both", partNamed, "train")
    .action(run);

async function run(folder: string, data: string, options: SimilarOptions): Promise<void> {
  const output = outputOf(options);
  const { output: file, to } = options;
  if ((to === undefined) === (options.duplicates === undefined))
    throw new UsageError("Say either --to, a row or a file, or --duplicates.");
  if (file !== undefined && file !== "-") expectEnding(file, "rows", ...COPY_ENDINGS, ...PICTURES);
  const asked = to === undefined ? undefined : await askedIn(to);
  const isPicture = PICTURES.some((ending) => file?.endsWith(ending));
  const autoencoder = await loadAutoencoder(folder);
  expectModelOfRows(autoencoder, "similar");
  if (isPicture && autoencoder.settings.table)
    throw new UsageError(`${file}: a table's rows have no pictures. Write them as .csv.`);
  if (isPicture && asked && "file" in asked)
    throw new UsageError(`${file}: a picture is of one row's nearest. Give the row's number with --to, or another ending.`);
  const runtime = await nodeRuntime({}, output.say);
  const rows = await codedRows(autoencoder, data, options, { runtime, output });
  let others: CodedRows | undefined;
  try {
    if (asked && "file" in asked) others = await codedRows(autoencoder, asked.file, options, { runtime, output });
    const row = asked && (await rowAsked(asked, rows));
    const found = asked
      ? { ...(await nearestIn(rows, row ?? others!, options.n, runtime)), said: { to: row ?? to } }
      : await duplicatesIn(rows, options, runtime, output);
    if (isPicture) await draw(rows, found, data, file!);
    else if (file !== undefined) await rows.write(found, file);
    else if (!options.json) await print(rows, found);
    if (file !== undefined) output.say(`${counted(found.rows.length, "row")} in ${file === "-" ? "stdout" : file}`);
    if (file !== "-")
      output.result({ ...found.said, ...(file === undefined ? { rows: await rows.read(found) } : { output: file }) });
  } finally {
    rows.close();
    others?.close();
  }
}

/** The nearest rows of one row (none of them itself), or of each row of another file. */
async function nearestIn(rows: CodedRows, to: number | CodedRows, n: number, runtime: Runtime): Promise<Omit<Found, "said">> {
  const isRow = typeof to === "number";
  const of = isRow ? sliceRows(rows.codings, to, to + 1) : to.codings;
  const k = Math.min(n + (isRow ? 1 : 0), rows.codings.shape[0]!);
  const { indices, distances } = await nearestNeighbors(rows.codings, k, { of, runtime, method: "exact" });
  // Where equal rows crowd it out of its own list, the farthest goes in its place.
  const places = [...indices.data.keys()].filter((place) => !isRow || indices.data[place] !== to);
  const kept = isRow ? places.slice(0, k - 1) : places;
  const near = Int32Array.from(kept, (place) => indices.data[place]!);
  return {
    rows: near,
    columns: [
      ...(isRow ? [] : [{ name: "of", type: "whole" as const }]),
      { name: "row", type: "whole" },
      { name: "distance", type: "number" },
    ],
    values: [
      ...(isRow ? [] : [Int32Array.from(kept, (place) => Math.floor(place / k))]),
      near,
      Float32Array.from(kept, (place) => distances.data[place]!),
    ],
    printed: near.length,
  };
}

/** Groups of near-duplicates, with each row's distance to the first of its group. */
async function duplicatesIn(rows: CodedRows, options: SimilarOptions, runtime: Runtime, output: Output): Promise<Found> {
  if (rows.codings.shape[0]! > MANY) output.step(`comparing ${count(rows.codings.shape[0]!)} rows with each other`);
  const given = options.duplicates === true ? {} : { distance: options.duplicates! };
  const { groups, distance, typical } = await duplicates(rows.codings, { ...given, runtime });
  const all = Int32Array.from(groups.flatMap((group) => [...group]));
  const group = Int32Array.from(groups.flatMap(({ length }, i) => Array.from({ length }, () => i + 1)));
  const width = rows.codings.shape[1]!;
  const apart = groups.flatMap((members) =>
    Array.from(members, (row) => {
      let square = 0;
      for (let i = 0; i < width; i++)
        square += (rows.codings.data[row * width + i]! - rows.codings.data[members[0]! * width + i]!) ** 2;
      return Math.sqrt(square);
    }),
  );
  output.say(
    `${count(groups.length)} groups of rows within ${rounded(distance)} of each other, ${count(all.length)} rows in all; a row's nearest is typically ${rounded(typical)} away`,
  );
  const printed = groups.slice(0, options.n).reduce((sum, { length }) => sum + length, 0);
  if (options.output === undefined && groups.length > options.n)
    output.say(`The largest ${options.n} are shown: -n shows more, -o FILE.csv writes all.`);
  return {
    rows: all,
    columns: [
      { name: "group", type: "whole" },
      { name: "row", type: "whole" },
      { name: "distance", type: "number" },
    ],
    values: [group, all, Float32Array.from(apart)],
    said: { distance, typical, groups: groups.map((members) => [...members]) },
    printed,
  };
}

/** The rows as a table; above them the one that they are near to. */
async function print(rows: CodedRows, { printed, columns, values, rows: found, said: { to } }: Found): Promise<void> {
  if (printed === 0) return;
  const itself = typeof to === "number" ? [to] : [];
  const shown = {
    rows: [...itself, ...Array.from(found).slice(0, printed)],
    columns,
    values: columns.map(({ name }, i) => [
      ...itself.map((row) => (name === "distance" ? 0 : row)),
      ...Array.from(values[i]!).slice(0, printed),
    ]),
  };
  process.stdout.write(`${textTable(await rows.read(shown), process.stdout.columns)}\n`);
}

async function draw(rows: CodedRows, { rows: found, said }: Found, data: string, file: string): Promise<void> {
  const { to } = said;
  const wanted = Int32Array.from([...(typeof to === "number" ? [to] : []), ...Array.from(found)]).subarray(0, MOST_PICTURES);
  if (wanted.length === 0) throw new DataError(`${data} has no near-duplicates to draw.`);
  const { picturesFigure, writeFigure } = await import("../entries/figures.node.ts");
  const title = typeof to === "number" ? `Row ${to}, and the rows nearest to it` : "Near-duplicates, group after group";
  await writeFigure(picturesFigure(takeRows(rows.examples!, wanted), { title, subtitle: rows.name }), file);
}
