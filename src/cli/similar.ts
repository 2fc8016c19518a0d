import { Command } from "commander";
import { Autoencoder } from "../autoencoders/autoencoder.ts";
import { expectEnding } from "../core/endings.ts";
import { DataError, UsageError } from "../core/errors.ts";
import { exists } from "../core/files.node.ts";
import { rowNumber } from "../core/rows.ts";
import { count, counted, rounded } from "../core/words.ts";
import { datasets } from "../data/open.node.ts";
import { first } from "../data/split.ts";
import { COPY_ENDINGS } from "../data/tables/duckdb/copy.node.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { type FoundDuplicates, type FoundSimilar, findDuplicates, findSimilar, type RowByKey } from "../tasks/similar.node.ts";
import { columnsOf, numberIn, type Output, outputOf, partNamed, shownFile } from "./command.ts";
import { type DataOptions, isPicture, PICTURES, taskOptions } from "./open.ts";
import { withQuery } from "./schema-options.ts";
import { textTable } from "./text-table.ts";

interface SimilarOptions extends DataOptions {
  readonly to?: string;
  readonly duplicates?: true | number;
  readonly n: number;
  readonly output?: string;
}

const MOST_PICTURES = 100;

export const similar = () =>
  withQuery(new Command("similar"))
    .argument("<model>", "model folder")
    .argument("<data>", "name of a dataset, file or folder")
    .option("--to <row>", "row to compare with: its number in DATA (from 1), NAME=VALUE of a key column, or a file of other rows")
    .option(
      "--duplicates [distance]",
      "find groups of rows no farther apart than this (default: a tenth of the median distance to the nearest row)",
      numberIn("duplicates", { from: 0 }),
    )
    .option("-n <n>", "number of rows to find, or of groups of duplicates to print", numberIn("n", { from: 1, whole: true }), 10)
    .option(
      "-o, --output <file>",
      `file to write instead of stdout: FILE${COPY_ENDINGS.join(", ")}; also .png or .svg for images`,
    )
    .option("--part <part>", "part of the dataset to use, if it has both: train or test", partNamed, "train")
    .action(run);

async function run(folder: string, data: string, options: SimilarOptions): Promise<void> {
  const output = outputOf(options);
  const { output: file, to: wanted, n, json } = options;
  if ((wanted === undefined) === (options.duplicates === undefined))
    throw new UsageError("Give either --to with a row or a file, or --duplicates.");
  const isDrawn = file !== undefined && isPicture(file);
  if (file !== undefined && file !== "-") expectEnding(file, "rows", ...COPY_ENDINGS, ...PICTURES);
  const to = wanted === undefined ? undefined : await askedFor(wanted);
  const autoencoder = await Autoencoder.load(folder);
  if (isDrawn && autoencoder.settings.table)
    throw new UsageError(`${file}: a table's rows have no pictures. Write them as .csv.`);
  if (isDrawn && typeof to === "string")
    throw new UsageError(
      `${file}: a picture can show only the rows nearest to one row. Give that row's number with --to, or choose another ending.`,
    );
  const task = { ...taskOptions(options, output), output: isDrawn ? undefined : file };
  const distance = options.duplicates === true ? undefined : options.duplicates;
  const found =
    to === undefined
      ? await findDuplicates(autoencoder, data, { ...task, distance, count: json || isDrawn ? undefined : n })
      : await findSimilar(autoencoder, data, { ...task, to, count: n });
  if ("groups" in found) sayGroups(found, options, output);
  if (isDrawn) await draw(found, data, file);
  else if (file === undefined && !json) print(found.records!);
  const rows = "groups" in found ? found.groups.reduce((sum, { length }) => sum + length, 0) : found.indices.length;
  if (file !== undefined) output.say(`${counted(rows, "row")} in ${shownFile(file)}`);
  const said =
    "groups" in found
      ? {
          distance: found.distance,
          typical: found.typical,
          groups: found.groups.map((members) => Array.from(members, rowNumber)),
        }
      : { to: found.row ?? wanted };
  const isOfRow = "row" in found && found.row !== undefined;
  output.result({ ...said, ...(file === undefined ? { rows: found.records!.slice(isOfRow ? 1 : 0) } : { output: file }) });
}

/**
 * Reads --to: a whole number is a row, NAME=VALUE is the row whose key NAME has that value, and anything else is a file.
 * A file with = in its name needs a path in front, such as ./a=b.csv.
 * @throws UsageError if it is none of them.
 */
async function askedFor(to: string): Promise<number | RowByKey | string> {
  if (/^\d+$/.test(to)) return Number(to);
  const [, key, value] = /^([^=/\\]+)=(.*)$/s.exec(to) ?? [];
  if (key !== undefined) return { key, value: value! };
  const isWord = /^[^./\\:*?[]*$|^-?[\d.]+$/.test(to);
  if (!isWord || Object.hasOwn(datasets, to) || (await exists(to))) return to;
  throw new UsageError(`--to must be a row's number (whole, from 1), NAME=VALUE of a key column, or a file, but it is "${to}".`);
}

function sayGroups({ groups, distance, typical }: FoundDuplicates, { output: file, n }: SimilarOptions, output: Output): void {
  const rows = groups.reduce((sum, { length }) => sum + length, 0);
  output.say(
    `${count(groups.length)} groups of rows within ${rounded(distance)} of each other, ${count(rows)} rows in total; the median distance to the nearest row is ${rounded(typical)}`,
  );
  if (file === undefined && groups.length > n)
    output.say(`Only the largest ${n} are printed. Print more with -n, or write all of them with -o FILE.csv.`);
}

function print(records: readonly Readonly<Record<string, Cell>>[]): void {
  if (records.length > 0) process.stdout.write(`${textTable(records, columnsOf(process.stdout))}\n`);
}

async function draw(found: FoundSimilar | FoundDuplicates, data: string, file: string): Promise<void> {
  const { name, examples } = found;
  const row = "row" in found ? found.row : undefined;
  if (examples!.shape[0] === 0) throw new DataError(`${data} has no near-duplicates to draw.`);
  const { picturesFigure, writeFigure } = await import("../entries/figures.node.ts");
  const title = row === undefined ? "Groups of near-duplicates, one after the other" : `Row ${row} and the rows nearest to it`;
  const pictures = first({ name, examples: examples! }, Math.min(MOST_PICTURES, examples!.shape[0]!));
  await writeFigure(picturesFigure(pictures.examples, { title, subtitle: name }), file);
}
