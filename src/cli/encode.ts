import { Command } from "commander";
import { loadAutoencoder } from "../autoencoders/folder.node.ts";
import { type NdArray, sizeOf } from "../core/ndarray.ts";
import { writeFileAtomically } from "../data/files.node.ts";
import { toNpy } from "../data/npy.ts";
import { outputOf, quoted, UsageError } from "./command.ts";
import { type DataOptions, dataOptions, openFor } from "./open.ts";

interface EncodeOptions extends DataOptions {
  readonly output: string;
}

export const encode = () =>
  dataOptions(new Command("encode"), "train")
    .description("writes the codings of DATA: a row an example, in its order")
    .argument("<model>", "a model folder")
    .argument("<data>", "a dataset's name, a file or a folder")
    .requiredOption("-o, --output <file>", "FILE.npy or FILE.csv; - for CSV on stdout")
    .action(run);

async function run(folder: string, data: string, options: EncodeOptions): Promise<void> {
  const output = outputOf(options);
  const file = options.output;
  const isCsv = file === "-" || file.endsWith(".csv");
  if (!isCsv && !file.endsWith(".npy"))
    throw new UsageError(`${file}: codings are written as .npy or .csv. Let the name end in one of the two, or be -.`);
  const autoencoder = await loadAutoencoder(folder);
  const { examples, rowNames } = await openFor(autoencoder, data, options, output);
  const codings = await autoencoder.transform(examples);
  if (file === "-") process.stdout.write(toCsv(codings, rowNames));
  else await writeFileAtomically(file, isCsv ? toCsv(codings, rowNames) : toNpy(codings));
  output.say(`${codings.shape.join(" x ")} codings in ${file === "-" ? "stdout" : file}`);
  if (file !== "-") output.result({ output: file, shape: codings.shape });
}

/** A header z1, z2, …, then a line an example; its name in front where it has one. */
function toCsv({ shape: [count = 0, ...size], data }: NdArray, names?: readonly string[]): string {
  const width = sizeOf(size);
  const header = Array.from({ length: width }, (_, i) => `z${i + 1}`);
  const lines = Array.from({ length: count }, (_, row) => [...data.slice(row * width, (row + 1) * width)]);
  const table = names ? [["name", ...header], ...lines.map((line, row) => [quoted(names[row]!), ...line])] : [header, ...lines];
  return `${table.map((line) => line.join(",")).join("\n")}\n`;
}
