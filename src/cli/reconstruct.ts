import { Command } from "commander";
import { loadAutoencoder } from "../autoencoders/folder.node.ts";
import { writeFileAtomically } from "../core/files.node.ts";
import { counted } from "../core/words.ts";
import { toNpy } from "../data/readers/npy.ts";
import { first } from "../data/split.ts";
import { TABLE_ENDINGS } from "../data/tables/duckdb/write.node.ts";
import { expectModelOfRows, openFor } from "../tasks/open.node.ts";
import { expectEnding, numberIn, outputOf, UsageError } from "./command.ts";
import { type DataOptions, dataOptions } from "./open.ts";
import { reconstructTable } from "./reconstruct-table.ts";

const ENDINGS = [".png", ".svg", ".npy"] as const;
const ROW_ENDINGS = TABLE_ENDINGS.filter((ending) => ending !== ".npy");

interface ReconstructOptions extends DataOptions {
  readonly output: string;
  readonly count: number;
}

export const reconstruct = () =>
  dataOptions(new Command("reconstruct"), "test")
    .description(
      "writes reconstructions of DATA: all as .npy, or the first ones as a picture, originals above; of a table all rows as the model rebuilds them",
    )
    .argument("<model>", "a model folder")
    .argument("<data>", "a dataset's name, a file or a folder")
    .requiredOption(
      "-o, --output <file>",
      `FILE.png, FILE.svg or FILE.npy; of a table FILE${ROW_ENDINGS.join(", ")} or .npy, its features`,
    )
    .option("--count <n>", "examples in the picture", numberIn("count", { from: 1, to: 1000, whole: true }), 10)
    .action(run);

async function run(folder: string, data: string, options: ReconstructOptions): Promise<void> {
  const output = outputOf(options);
  const file = options.output;
  const isOfRows = ROW_ENDINGS.some((ending) => file.endsWith(ending));
  if (!isOfRows) expectEnding(file, "reconstructions", ...ENDINGS, "(of a table) .csv", ".parquet");
  const autoencoder = await loadAutoencoder(folder);
  const { table } = autoencoder.settings;
  if (table && isOfRows) {
    expectModelOfRows(autoencoder, "reconstruct");
    const shape = await reconstructTable(autoencoder, table, { data, file, query: options.query }, output);
    output.say(`${counted(shape[0], "row")} in ${file}, as the model rebuilds them`);
    output.result({ output: file, shape });
    return;
  }
  if (isOfRows) expectEnding(file, "reconstructions of examples that are no table's rows", ...ENDINGS);
  if (table && !file.endsWith(".npy"))
    throw new UsageError(
      `${file}: ${table.windows ? "windows of rows aren't drawn. Write them as .npy" : "rows of a table aren't drawn. Write them as they are rebuilt, as .csv or .parquet"}; codings score says how strange each is, and what was expected.`,
    );
  const picture = !file.endsWith(".npy");
  const all = await openFor(autoencoder, data, { ...options, ...output.tell }, { shuffle: picture });
  const { examples } = picture ? first(all, Math.min(options.count, all.examples.shape[0]!)) : all;
  const reconstructions = await autoencoder.reconstruct(examples);
  if (!picture) await writeFileAtomically(file, toNpy(reconstructions));
  else {
    const subtitle = `${all.name}, ${autoencoder.trained.encoder.outputShape.join(" x ")} codings`;
    const { reconstructionsFigure, writeFigure } = await import("../entries/figures.node.ts");
    await writeFigure(reconstructionsFigure({ originals: examples, reconstructions, subtitle }), file);
  }
  output.say(`${counted(reconstructions.shape[0]!, "reconstruction")} in ${file}`);
  output.result({ output: file, shape: reconstructions.shape });
}
