import { Command } from "commander";
import { loadAutoencoder } from "../autoencoders/folder.node.ts";
import { VariationalAutoencoder } from "../autoencoders/index.ts";
import { OptionError } from "../core/errors.ts";
import { writeFileAtomically } from "../data/files.node.ts";
import { toNpy } from "../data/npy.ts";
import { type CommonOptions, expectEnding, numberIn, outputOf } from "./command.ts";

interface GenerateOptions extends CommonOptions {
  readonly output: string;
  readonly number: number;
}

export const generate = () =>
  new Command("generate")
    .description("makes new examples with a variational autoencoder")
    .argument("<model>", "a model folder")
    .requiredOption("-o, --output <file>", "FILE.png, FILE.svg or FILE.npy")
    .option("-n, --number <n>", "how many", numberIn("number", { from: 1, to: 1e7, whole: true }), 64)
    .action(run);

async function run(folder: string, options: GenerateOptions): Promise<void> {
  const output = outputOf(options);
  const file = options.output;
  expectEnding(file, "generated examples", ".png", ".svg", ".npy");
  const autoencoder = await loadAutoencoder(folder);
  if (!(autoencoder instanceof VariationalAutoencoder))
    throw new OptionError(
      `${folder} is a ${autoencoder.family} autoencoder, which doesn't know how likely codings are. Train one that does: codings train DATA --model variational`,
    );
  const examples = await autoencoder.generate(options.number, options.seed === undefined ? {} : { seed: options.seed });
  if (file.endsWith(".npy")) await writeFileAtomically(file, toNpy(examples));
  else {
    const { picturesFigure, writeFigure } = await import("../figures/node.ts");
    const title = `${options.number} generated examples`;
    await writeFigure(picturesFigure(examples, { title, subtitle: "codings drawn from the standard normal distribution" }), file);
  }
  output.say(`${options.number} generated examples in ${file}`);
  output.result({ output: file, shape: examples.shape });
}
