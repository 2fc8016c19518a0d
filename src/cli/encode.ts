import { Command } from "commander";
import { loadAutoencoder } from "../autoencoders/folder.node.ts";
import { type NdArray, sizeOf } from "../core/ndarray.ts";
import { writeFileAtomically } from "../data/files.node.ts";
import { toNpy } from "../data/npy.ts";
import { openDataset } from "../data/open.node.ts";
import { type CommonOptions, outputOf, partNamed, UsageError, wantedOf } from "./command.ts";

interface EncodeOptions extends CommonOptions {
  readonly output: string;
  readonly part: "train" | "test";
}

export const encode = () =>
  new Command("encode")
    .description("writes the codings of DATA: a row an example, in its order")
    .argument("<model>", "a model folder")
    .argument("<data>", "a dataset's name, a file or a folder")
    .requiredOption("-o, --output <file>", "FILE.npy or FILE.csv; - for CSV on stdout")
    .option("--part <part>", "train or test, of data that has both", partNamed, "train")
    .action(run);

async function run(folder: string, data: string, options: EncodeOptions): Promise<void> {
  const output = outputOf(options);
  const file = options.output;
  const isCsv = file === "-" || file.endsWith(".csv");
  if (!isCsv && !file.endsWith(".npy"))
    throw new UsageError(`${file}: codings are written as .npy or .csv. Let the name end in one of the two, or be -.`);
  const autoencoder = await loadAutoencoder(folder);
  const { examples } = await openDataset(data, wantedOf(options));
  const codings = await autoencoder.transform(examples);
  if (file === "-") process.stdout.write(toCsv(codings));
  else await writeFileAtomically(file, isCsv ? toCsv(codings) : toNpy(codings));
  output.say(`${codings.shape.join(" x ")} codings in ${file === "-" ? "stdout" : file}`);
  if (file !== "-") output.result({ output: file, shape: codings.shape });
}

/** A header z1, z2, …, then a line an example. */
function toCsv({ shape: [count = 0, ...size], data }: NdArray): string {
  const width = sizeOf(size);
  const header = Array.from({ length: width }, (_, i) => `z${i + 1}`).join(",");
  const lines = Array.from({ length: count }, (_, row) => data.slice(row * width, (row + 1) * width).join(","));
  return `${[header, ...lines].join("\n")}\n`;
}
