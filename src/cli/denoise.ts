import { Command } from "commander";
import { loadAutoencoder } from "../autoencoders/folder.node.ts";
import { addNoise, type Noise, parseNoise, psnr, showNoise, ssim } from "../autoencoders/index.ts";
import { writeFileAtomically } from "../core/files.node.ts";
import type { NdArray } from "../core/ndarray.ts";
import { mean } from "../core/statistics.ts";
import { counted } from "../core/words.ts";
import { toNpy } from "../data/readers/npy.ts";
import { first } from "../data/split.ts";
import { openFor } from "../tasks/open.node.ts";
import { expectEnding, numberIn, outputOf, parsedBy, UsageError } from "./command.ts";
import { type DataOptions, dataOptions } from "./open.ts";

interface DenoiseOptions extends DataOptions {
  readonly output: string;
  /** True where the option is given without a value: the noise that the model was trained with. */
  readonly noise?: Noise | true;
  readonly count: number;
}

export const denoise = () =>
  dataOptions(new Command("denoise"), "test")
    .description(
      "frees DATA from noise: all as .npy, or the first ones as a picture, noisy ones above (and above them the clean ones where noise is put on)",
    )
    .argument("<model>", "a model folder")
    .argument("<data>", "a dataset's name, a file or a folder")
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
  const file = options.output;
  expectEnding(file, "denoised examples", ".png", ".svg", ".npy");
  const autoencoder = await loadAutoencoder(folder);
  const noise = options.noise === true ? autoencoder.settings.noise : options.noise;
  if (options.noise && !noise)
    throw new UsageError(`--noise: ${folder} was trained without noise. Say which, such as --noise gaussian:0.2.`);
  if (noise?.kind === "missing") throw new UsageError("Missing values aren't noise to be freed from: codings impute fills them.");
  const isPicture = !file.endsWith(".npy");
  const all = await openFor(autoencoder, data, { ...options, ...output.tell }, { shuffle: isPicture });
  const { examples } = isPicture ? first(all, Math.min(options.count, all.examples.shape[0]!)) : all;
  if (isPicture && examples.shape.length < 3)
    throw new UsageError(`${file}: ${all.name} isn't made of images, which a picture shows. Write its rows as .npy.`);
  const noisy = noise
    ? await addNoise(examples, noise, { autoencoder, ...(options.seed !== undefined && { seed: options.seed }) })
    : examples;
  const denoised = await autoencoder.reconstruct(noisy);
  if (!isPicture) await writeFileAtomically(file, toNpy(denoised));
  else {
    const { reconstructionsFigure, writeFigure } = await import("../entries/figures.node.ts");
    const figure = reconstructionsFigure({
      ...(noise ? { originals: examples, between: noisy } : { originals: noisy }),
      reconstructions: denoised,
      labels: [...(noise ? ["clean"] : []), "noisy", "denoised"],
      title: "Noisy images and what they are freed to",
      subtitle: `${all.name}${noise ? `, ${showNoise(noise)}` : ""}`,
    });
    await writeFigure(figure, file);
  }
  const quality = noise && qualityOf(examples, noisy, denoised);
  output.say(`${counted(denoised.shape[0]!, "denoised example")} in ${file}`);
  if (quality) {
    const db = ({ noisy: before, denoised: after }: Pair, unit: string, digits: number) =>
      `${before.toFixed(digits)} → ${after.toFixed(digits)}${unit}`;
    output.say(
      `noisy → denoised: PSNR ${db(quality.psnr, " dB", 1)}${quality.ssim ? `, SSIM ${db(quality.ssim, "", 3)}` : ""} (mean of ${denoised.shape[0]})`,
    );
  }
  output.result({ output: file, shape: denoised.shape, ...(quality && { ...quality }) });
}

interface Pair {
  readonly noisy: number;
  readonly denoised: number;
}

/** How near the noisy and the denoised examples are to the clean ones, on average; the similarity of structure of images alone. */
function qualityOf(
  clean: NdArray<"uint8"> | NdArray<"float32">,
  noisy: NdArray<"float32"> | NdArray<"uint8">,
  denoised: NdArray<"float32">,
): { readonly psnr: Pair; readonly ssim?: Pair } {
  const both = (measure: typeof psnr): Pair => ({
    noisy: mean(measure(noisy, clean)),
    denoised: mean(measure(denoised, clean)),
  });
  return { psnr: both(psnr), ...(clean.shape.length >= 3 && { ssim: both(ssim) }) };
}
