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
  /** A noise that is added to the examples first, to measure how much of it goes: the model's own where this is true. None by default. */
  readonly noise?: Noise | true;
  /** Of the noise; 42 by default. */
  readonly seed?: number;
}

export const DENOISE_OPTIONS: OptionNames<DenoiseOptions> = { ...TASK_OPTIONS, noise: true, seed: true };

/** A measure of the noisy examples beside the clean ones, and of the denoised ones. */
export interface BeforeAndAfter {
  readonly noisy: number;
  readonly denoised: number;
}

/** How near the noisy and the denoised examples are to the clean ones, on average; higher is nearer. */
export interface DenoisingQuality {
  /** In decibels. */
  readonly psnr: BeforeAndAfter;
  /** From -1 to 1; of images alone. */
  readonly ssim?: BeforeAndAfter;
}

export interface Denoised {
  /** What the data are called. */
  readonly name: string;
  /** [n, …], as they were given. */
  readonly examples: Dataset["examples"];
  /** What the model was given: the examples with the noise on them, or as they were. */
  readonly noisy: Dataset["examples"];
  /** float32 [n, …] */
  readonly denoised: NdArray<"float32">;
  /** Where noise was added: which one, and how much of it is gone. */
  readonly noise?: Noise;
  readonly quality?: DenoisingQuality;
}

/**
 * Frees examples from noise: the model's reconstructions of them. With `noise` that noise is added first, and the quality before and after is measured.
 * @param data examples [n, …] in any form (`Data`).
 * @throws UsageError for a noise that can't be taken off; the signal's reason.
 *
 *     const { denoised, quality } = await denoise(autoencoder, images, { noise: { kind: "gaussian", amount: 0.2 } });
 */
export async function denoise(autoencoder: Autoencoder, data: MemoryData, options: DenoiseOptions = {}): Promise<Denoised> {
  const { noise: wanted, seed, ...task } = knownOptions("denoise", options, DENOISE_OPTIONS);
  const noise = noiseOf(autoencoder, wanted);
  const { model } = autoencoder.trained;
  const { name, examples } = await dataFor(autoencoder, data, { ...task, shape: model.inputExampleShape });
  return withPrograms(task.runtime, async (runtime) => {
    const noisy = noise ? await addNoise(examples, noise, { autoencoder, seed, runtime }) : examples;
    const { reconstructions: denoised } = await reconstructParts(autoencoder, partsInMemory({ name, examples: noisy }, model), {
      ...task,
      runtime,
    });
    return { name, examples, noisy, denoised, ...(noise && { noise, quality: qualityOf(examples, noisy, denoised) }) };
  });
}

/** The noise to add. @throws UsageError where the model has none of its own, or values are to be made missing. */
function noiseOf({ settings }: Autoencoder, wanted: Noise | true | undefined): Noise | undefined {
  const noise = wanted === true ? settings.noise : wanted;
  if (wanted && !noise)
    throw new UsageError(
      message`The model was trained without noise. Say which to add, such as ${option("noise", "gaussian:0.2")}.`,
    );
  if (noise?.kind === "missing") throw new UsageError("Missing values aren't noise to be freed from: impute fills them.");
  return noise;
}

function qualityOf(clean: Dataset["examples"], noisy: Dataset["examples"], denoised: NdArray<"float32">): DenoisingQuality {
  const both = (measure: typeof psnr): BeforeAndAfter => ({
    noisy: mean(measure(noisy, clean)),
    denoised: mean(measure(denoised, clean)),
  });
  return { psnr: both(psnr), ...(clean.shape.length >= 3 && { ssim: both(ssim) }) };
}
