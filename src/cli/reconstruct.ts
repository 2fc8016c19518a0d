import { Command } from "commander";
import { loadAutoencoder } from "../autoencoders/folder.node.ts";
import { writeFileAtomically } from "../data/files.node.ts";
import { toNpy } from "../data/npy.ts";
import { first } from "../data/split.ts";
import { expectEnding, numberIn, outputOf } from "./command.ts";
import { type DataOptions, dataOptions, openFor } from "./open.ts";

interface ReconstructOptions extends DataOptions {
  readonly output: string;
  readonly count: number;
}

export const reconstruct = () =>
  dataOptions(new Command("reconstruct"), "test")
    .description("writes reconstructions of DATA: all as .npy, or the first ones as a picture, originals above")
    .argument("<model>", "a model folder")
    .argument("<data>", "a dataset's name, a file or a folder")
    .requiredOption("-o, --output <file>", "FILE.png, FILE.svg or FILE.npy")
    .option("--count <n>", "examples in the picture", numberIn("count", { from: 1, to: 1000, whole: true }), 10)
    .action(run);

async function run(folder: string, data: string, options: ReconstructOptions): Promise<void> {
  const output = outputOf(options);
  const file = options.output;
  expectEnding(file, "reconstructions", ".png", ".svg", ".npy");
  const autoencoder = await loadAutoencoder(folder);
  const picture = !file.endsWith(".npy");
  const all = await openFor(autoencoder, data, options, output, { shuffle: picture });
  const { examples } = picture ? first(all, Math.min(options.count, all.examples.shape[0]!)) : all;
  const reconstructions = await autoencoder.reconstruct(examples);
  if (!picture) await writeFileAtomically(file, toNpy(reconstructions));
  else {
    const subtitle = `${all.name}, ${autoencoder.trained.encoder.outputShape.join(" x ")} codings`;
    const { reconstructionsFigure, writeFigure } = await import("../figures/node.ts");
    await writeFigure(reconstructionsFigure({ originals: examples, reconstructions, subtitle }), file);
  }
  output.say(`${reconstructions.shape[0]} reconstructions in ${file}`);
  output.result({ output: file, shape: reconstructions.shape });
}
