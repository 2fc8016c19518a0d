import { Command } from "commander";
import { loadAutoencoder } from "../autoencoders/folder.node.ts";
import type { Autoencoder } from "../autoencoders/index.ts";
import { OptionError } from "../core/errors.ts";
import { writeFileAtomically } from "../core/files.node.ts";
import { counted } from "../core/words.ts";
import { toNpy } from "../data/readers/npy.ts";
import { TABLE_ENDINGS } from "../data/tables/duckdb/write.node.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { type CommonOptions, expectEnding, numberIn, type Output, outputOf } from "./command.ts";
import { generateTable } from "./generate-table.ts";

const ENDINGS = [".png", ".svg", ".npy"] as const;
const ROW_ENDINGS = TABLE_ENDINGS.filter((ending) => ending !== ".npy");

interface GenerateOptions extends CommonOptions {
  readonly output: string;
  readonly number: number;
}

export const generate = () =>
  new Command("generate")
    .description(
      "makes new examples with a variational autoencoder: pictures, or rows like those of the table that it learned from",
    )
    .argument("<model>", "a model folder")
    .requiredOption(
      "-o, --output <file>",
      `FILE.png, FILE.svg or FILE.npy; of a table FILE${ROW_ENDINGS.join(", ")} or .npy, its features; - for CSV on stdout`,
    )
    .option("-n, --number <n>", "how many", numberIn("number", { from: 1, to: 1e7, whole: true }), 64)
    .action(run);

async function run(folder: string, options: GenerateOptions): Promise<void> {
  const output = outputOf(options);
  const { output: file, number, seed } = options;
  const isOfRows = file === "-" || ROW_ENDINGS.some((ending) => file.endsWith(ending));
  if (!isOfRows) expectEnding(file, "generated examples", ...ENDINGS, "(of a table) .csv", ".parquet");
  const autoencoder = await loadAutoencoder(folder);
  if (!autoencoder.descriptor.prior)
    throw new OptionError(
      `${folder} is a ${autoencoder.family} autoencoder, which doesn't know how likely codings are. Train one that does: codings train DATA --model variational`,
    );
  if (autoencoder.settings.table && !file.endsWith(".npy")) {
    if (!isOfRows) expectEnding(file, "generated rows of a table", ...TABLE_ENDINGS);
    return writeRows(autoencoder, autoencoder.settings.table, options, output);
  }
  if (isOfRows) expectEnding(file, "generated examples that are no table's rows", ...ENDINGS);
  const examples = await autoencoder.generate(number, seed === undefined ? {} : { seed });
  if (file.endsWith(".npy")) await writeFileAtomically(file, toNpy(examples));
  else {
    const { picturesFigure, writeFigure } = await import("../entries/figures.node.ts");
    const title = `${number} generated examples`;
    await writeFigure(picturesFigure(examples, { title, subtitle: "codings drawn from the standard normal distribution" }), file);
  }
  output.say(`${counted(number, "generated example")} in ${file}`);
  output.result({ output: file, shape: examples.shape });
}

/** Writes new rows of the table that the model learned from. @throws OptionError where it learned windows of them. */
async function writeRows(
  autoencoder: Autoencoder,
  table: TablePreprocessing,
  { output: file, number, seed }: GenerateOptions,
  output: Output,
): Promise<void> {
  if (table.windows)
    throw new OptionError(
      `The model has learned windows of ${table.windows.window} rows, which are no table's rows. Write new ones as .npy.`,
    );
  const shape = await generateTable(autoencoder, table, { rows: number, file, seed }, output);
  output.say(`${counted(number, "generated row")} in ${file === "-" ? "stdout" : file}`);
  const others = new Set([...table.keys, ...table.leftOut.map(({ name }) => name), ...(table.label ? [table.label] : [])]);
  if (others.size > 0) output.say(`without what wasn't learned from: ${[...others].join(", ")}`);
  if (file !== "-") output.result({ output: file, shape });
}
