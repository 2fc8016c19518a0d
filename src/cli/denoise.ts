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
  /** True where the option is given without a value: the noise that the model was trained with. */
  readonly noise?: Noise | true;
  readonly count: number;
}

export const denoise = () =>
  dataCommand("denoise", "test")
    .description(
      "frees DATA from noise: all as .npy, or the first ones as a picture, noisy ones above (and above them the clean ones where noise is put on)",
    )
    .requiredOption("-o, --output <file>", "FILE.png, FILE.svg or FILE.npy")
    .option(
      "--noise [kind:amount]",
      "put noise on DATA first, and say how much of it goes: the model's own, or such as gaussian:0.2",
      parsedBy(parseNoise),
    )
    .option("--count <n>", "examples in the picture", numberIn("count", { from: 1, whole: true }), 10)
    .action(run);

async function run(folder: string, data: string, options: DenoiseOptions): Promise<void> {
  const output = outputOf(options);
  const { output: file, count } = options;
  expectEnding(file, "denoised examples", ".png", ".svg", ".npy");
  const autoencoder = await Autoencoder.load(folder);
  const noise = options.noise === true ? autoencoder.settings.noise : options.noise;
  if (noise?.kind === "missing") throw new UsageError("Missing values aren't noise to be freed from: codings impute fills them.");
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

/** Draws the noisy examples above the denoised ones; the clean ones above them where noise was added. @throws UsageError where they aren't images. */
async function draw({ name, examples, noisy, denoised, noise }: Denoised, file: string): Promise<void> {
  if (examples.shape.length < 3)
    throw new UsageError(`${file}: ${name} isn't made of images, which a picture shows. Write its rows as .npy.`);
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
