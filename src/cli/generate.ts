import { Command } from "commander";
import { Autoencoder } from "../autoencoders/autoencoder.ts";
import { expectEnding } from "../core/endings.ts";
import { counted } from "../core/words.ts";
import { COPY_ENDINGS } from "../data/tables/duckdb/copy.node.ts";
import { generate as generateExamples } from "../tasks/generate.node.ts";
import { type CommonOptions, numberIn, outputOf, shownFile } from "./command.ts";
import { isOfRows, isPicture, PICTURES } from "./open.ts";

interface GenerateOptions extends CommonOptions {
  readonly output: string;
  readonly number: number;
}

export const generate = () =>
  new Command("generate")
    .argument("<model>", "model folder")
    .requiredOption(
      "-o, --output <file>",
      `file to write: FILE.png, .svg or .npy; for rows of a table FILE${COPY_ENDINGS.join(", ")}, or .npy for their features; - for CSV on stdout`,
    )
    .option("-n, --number <n>", "number of examples", numberIn("number", { from: 1, to: 1e7, whole: true }), 64)
    .action(run);

async function run(folder: string, options: GenerateOptions): Promise<void> {
  const output = outputOf(options);
  const { output: file, number, seed } = options;
  if (!isOfRows(file)) expectEnding(file, "generated examples", ...PICTURES, ".npy", "(rows of a table) .csv", ".parquet");
  const task = { seed, ...output.tell };
  const model = isPicture(file) ? await Autoencoder.load(folder) : folder;
  if (typeof model === "object" && !model.settings.table) {
    const { examples } = await generateExamples(model, number, task);
    const { picturesFigure, writeFigure } = await import("../entries/figures.node.ts");
    const title = `${number} generated examples`;
    await writeFigure(picturesFigure(examples, { title, subtitle: "codings drawn from the standard normal distribution" }), file);
    output.say(`${counted(number, "generated example")} in ${file}`);
    return output.result({ output: file, shape: examples.shape });
  }
  const { shape, leftOut } = await generateExamples(model, number, { ...task, output: file });
  output.say(`${counted(number, isOfRows(file) ? "generated row" : "generated example")} in ${shownFile(file)}`);
  if (leftOut.length > 0) output.say(`without the columns that weren't used for training: ${leftOut.join(", ")}`);
  output.result({ output: file, shape });
}
