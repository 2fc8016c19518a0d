import { Autoencoder } from "../autoencoders/autoencoder.ts";
import { type Noise, parseNoise, showNoise } from "../autoencoders/index.ts";
import { expectEnding } from "../core/endings.ts";
import { UsageError } from "../core/errors.ts";
import { counted } from "../core/words.ts";
import { denoise as denoiseData } from "../tasks/denoise.node.ts";
import type { BeforeAndAfter, Denoised } from "../tasks/denoise.ts";
import { numberIn, outputOf, parsedBy } from "./command.ts";
import { dataCommand, taskOptions, type WritingOptions } from "./open.ts";

interface DenoiseOptions extends WritingOptions {
  /** True if the option has no value: the noise that the model was trained with is used. */
  readonly noise?: Noise | true;
  readonly count: number;
}

export const denoise = () =>
  dataCommand("denoise", "test")
    .requiredOption(
      "-o, --output <file>",
      "file to write: FILE.npy for all examples, FILE.png or FILE.svg for a picture of the first ones",
    )
    .option(
      "--noise [kind:amount]",
      "add noise such as gaussian:0.2 first, and report how much of it is removed (without a value: the model's own noise)",
      parsedBy(parseNoise),
    )
    .option("--count <n>", "number of examples in the picture", numberIn("count", { from: 1, whole: true }), 10)
    .action(run);

async function run(folder: string, data: string, options: DenoiseOptions): Promise<void> {
  const output = outputOf(options);
  const { output: file, count } = options;
  expectEnding(file, "denoised examples", ".png", ".svg", ".npy");
  const autoencoder = await Autoencoder.load(folder);
  const noise = options.noise === true ? autoencoder.settings.noise : options.noise;
  if (noise?.kind === "missing")
    throw new UsageError('codings denoise can\'t remove the noise "missing". Fill missing values with codings impute.');
  const written = file.endsWith(".npy") ? { output: file } : { count };
  const result = await denoiseData(autoencoder, data, { ...taskOptions(options, output), noise: options.noise, ...written });
  if (!file.endsWith(".npy")) await draw(result, file);
  const { denoised, quality } = result;
  output.say(`${counted(denoised.shape[0]!, "denoised example")} in ${file}`);
  if (quality) {
    const shown = ({ noisy, denoised }: BeforeAndAfter, digits: number) =>
      `${noisy.toFixed(digits)} → ${denoised.toFixed(digits)}`;
    output.say(
      `noisy → denoised: PSNR ${shown(quality.psnr, 1)} dB${quality.ssim ? `, SSIM ${shown(quality.ssim, 3)}` : ""} (mean of ${denoised.shape[0]})`,
    );
  }
  output.result({ output: file, shape: denoised.shape, ...quality });
}

/**
 * Draws the noisy examples above the denoised ones, with the clean ones at the top if noise was added.
 * @throws UsageError if they aren't images.
 */
async function draw({ name, examples, noisy, denoised, noise }: Denoised, file: string): Promise<void> {
  if (examples.shape.length < 3)
    throw new UsageError(`${file}: ${name} doesn't contain images, so it can't be drawn. Write its rows as .npy.`);
  const { reconstructionsFigure, writeFigure } = await import("../entries/figures.node.ts");
  const figure = reconstructionsFigure({
    ...(noise ? { originals: examples, between: noisy } : { originals: noisy }),
    reconstructions: denoised,
    labels: [...(noise ? ["clean"] : []), "noisy", "denoised"],
    title: "Noisy images and their denoised versions",
    subtitle: `${name}${noise ? `, ${showNoise(noise)}` : ""}`,
  });
  await writeFigure(figure, file);
}
