import { Autoencoder } from "../autoencoders/autoencoder.ts";
import { expectEnding } from "../core/endings.ts";
import { UsageError } from "../core/errors.ts";
import { counted } from "../core/words.ts";
import { COPY_ENDINGS } from "../data/tables/duckdb/copy.node.ts";
import { reconstruct as reconstructData } from "../tasks/reconstruct.node.ts";
import { numberIn, type Output, outputOf } from "./command.ts";
import { dataCommand, isOfRows, isPicture, PICTURES, taskOptions, type WritingOptions } from "./open.ts";

interface ReconstructOptions extends WritingOptions {
  readonly count: number;
}

export const reconstruct = () =>
  dataCommand("reconstruct", "test")
    .requiredOption(
      "-o, --output <file>",
      `file to write: FILE.npy for all examples, FILE.png or FILE.svg for a picture of the first ones, FILE${COPY_ENDINGS.join(", ")} for rows of a table`,
    )
    .option("--count <n>", "number of examples in the picture", numberIn("count", { from: 1, to: 1000, whole: true }), 10)
    .action(run);

async function run(folder: string, data: string, options: ReconstructOptions): Promise<void> {
  const output = outputOf(options);
  const file = options.output;
  const ofRows = file !== "-" && isOfRows(file);
  if (!ofRows) expectEnding(file, "reconstructions", ...PICTURES, ".npy", "(rows of a table) .csv", ".parquet");
  const autoencoder = await Autoencoder.load(folder);
  const { shape } = isPicture(file)
    ? await draw(autoencoder, data, options, output)
    : await reconstructData(autoencoder, data, { ...taskOptions(options, output), output: file });
  const [count] = shape as readonly [number];
  output.say(ofRows ? `${counted(count, "reconstructed row")} in ${file}` : `${counted(count, "reconstruction")} in ${file}`);
  output.result({ output: file, shape });
}

/** Draws the first examples above their reconstructions. */
async function draw(autoencoder: Autoencoder, data: string, options: ReconstructOptions, output: Output) {
  const { output: file, count } = options;
  const { table } = autoencoder.settings;
  if (table)
    throw new UsageError(
      `${file}: ${table.windows ? "windows of rows can't be drawn. Write them as .npy" : "rows of a table can't be drawn. Write them as .csv or .parquet"}, or run codings score to see how unusual each row is.`,
    );
  const { name, examples, reconstructions } = await reconstructData(autoencoder, data, {
    ...taskOptions(options, output),
    count,
  });
  const subtitle = `${name}, ${autoencoder.trained.encoder.outputShape.join(" x ")} codings`;
  const { reconstructionsFigure, writeFigure } = await import("../entries/figures.node.ts");
  await writeFigure(reconstructionsFigure({ originals: examples!, reconstructions, subtitle }), file);
  return reconstructions;
}
