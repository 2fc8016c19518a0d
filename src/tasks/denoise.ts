import { addNoise } from "../autoencoders/add-noise.ts";
import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import { psnr, ssim } from "../autoencoders/image-quality.ts";
import type { Noise } from "../autoencoders/noise.ts";
import { UsageError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { mean } from "../core/statistics.ts";
import type { Dataset } from "../data/dataset.ts";
import { dataFor, type MemoryData, partsInMemory } from "./example-parts.ts";
import { TASK_OPTIONS, type TaskOptions, withPrograms } from "./options.ts";
import { reconstructParts } from "./reconstruct.ts";

/** Options of `denoise`. */
export interface DenoiseOptions extends TaskOptions {
  /** Noise to add to the examples first, to measure how much of it is removed; true for the model's own noise. Default: none. */
  readonly noise?: Noise | true;
  /** Seed of the noise. Default: 42. */
  readonly seed?: number;
}

export const DENOISE_OPTIONS: OptionNames<DenoiseOptions> = { ...TASK_OPTIONS, noise: true, seed: true };

/** A measure of the noisy and of the denoised examples. */
export interface BeforeAndAfter {
  readonly noisy: number;
  readonly denoised: number;
}

/** Similarity of the noisy and the denoised examples to the clean ones, on average. Higher is better. */
export interface DenoisingQuality {
  /** Peak signal-to-noise ratio, in decibels. */
  readonly psnr: BeforeAndAfter;
  /** Structural similarity, from -1 to 1; only for images. */
  readonly ssim?: BeforeAndAfter;
}

/** The result of `denoise`. */
export interface Denoised {
  /** Name of the data. */
  readonly name: string;
  /** [n, …], as given. */
  readonly examples: Dataset["examples"];
  /** Input of the model: the examples with the added noise, or as given. */
  readonly noisy: Dataset["examples"];
  /** float32 [n, …] */
  readonly denoised: NdArray<"float32">;
  /** Noise that was added, if any. */
  readonly noise?: Noise;
  /** Quality before and after, if noise was added. */
  readonly quality?: DenoisingQuality;
}

/**
 * Removes noise from examples by reconstructing them. With `noise`, that noise is added first, and the quality is measured before
 * and after.
 * @param data - examples [n, …] in any form (`Data`).
 * @throws UsageError if the noise can't be removed; the signal's reason.
 * @example
 * const { denoised, quality } = await denoise(autoencoder, images, { noise: { kind: "gaussian", amount: 0.2 } });
 */
export async function denoise(autoencoder: Autoencoder, data: MemoryData, options: DenoiseOptions = {}): Promise<Denoised> {
  const { noise: wanted, seed, ...task } = knownOptions("denoise", options, DENOISE_OPTIONS);
  const noise = noiseOf(autoencoder, wanted);
  const { model } = autoencoder.trained;
  const { name, examples } = await dataFor(autoencoder, data, { ...task, shape: model.inputExampleShape });
  return withPrograms(task, async (runtime) => {
    const noisy = noise ? await addNoise(examples, noise, { autoencoder, seed, runtime }) : examples;
    const { reconstructions: denoised } = await reconstructParts(autoencoder, partsInMemory({ name, examples: noisy }, model), {
      ...task,
      runtime,
    });
    return { name, examples, noisy, denoised, ...(noise && { noise, quality: qualityOf(examples, noisy, denoised) }) };
  });
}

/** Returns the noise to add. @throws UsageError if the model has no noise of its own, or if the noise is "missing". */
function noiseOf({ settings }: Autoencoder, wanted: Noise | true | undefined): Noise | undefined {
  const noise = wanted === true ? settings.noise : wanted;
  if (wanted && !noise)
    throw new UsageError(
      message`The model was trained without noise. Choose a noise to add, such as ${option("noise", "gaussian:0.2")}.`,
    );
  if (noise?.kind === "missing")
    throw new UsageError('denoise can\'t remove the noise "missing". Fill missing values with impute.');
  return noise;
}

function qualityOf(clean: Dataset["examples"], noisy: Dataset["examples"], denoised: NdArray<"float32">): DenoisingQuality {
  const both = (measure: typeof psnr): BeforeAndAfter => ({
    noisy: mean(measure(noisy, clean)),
    denoised: mean(measure(denoised, clean)),
  });
  return { psnr: both(psnr), ...(clean.shape.length >= 3 && { ssim: both(ssim) }) };
}
