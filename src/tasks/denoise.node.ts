import { expectEnding } from "../core/endings.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import {
  DENOISE_OPTIONS,
  type Denoised,
  type DenoiseOptions as DenoiseInMemoryOptions,
  denoise as denoiseInMemory,
} from "./denoise.ts";
import {
  examplesFor,
  modelOf,
  PARTS_OPTIONS,
  type PartsOptions,
  type TaskData,
  type TaskModel,
  writeArray,
} from "./example-parts.node.ts";

/** Options of `denoise`. `output`: a .npy file for the denoised examples, whose `seed` is that of the noise too. */
export interface DenoiseOptions extends PartsOptions, DenoiseInMemoryOptions {}

const OPTIONS: OptionNames<DenoiseOptions> = { ...PARTS_OPTIONS, ...DENOISE_OPTIONS };

/**
 * Frees data from noise: the model's reconstructions of them. With `noise` that noise is added first, and the quality before and after is measured; with `output`
 * the denoised examples are written as .npy as well.
 * @param model an autoencoder, or the path of its folder.
 * @param data a dataset's name, the path of a file or a folder, or data in memory.
 * @throws DataError where the data can't be read or aren't what the model takes; OptionError for a noise that can't be taken off; UsageError for a file of
 * another ending; the signal's reason.
 *
 *     const { quality } = await denoise("model", "mnist", { part: "test", noise: true, output: "denoised.npy" });
 */
export async function denoise(model: TaskModel, data: TaskData, options: DenoiseOptions = {}): Promise<Denoised> {
  const { noise, ...opening } = knownOptions("denoise", options, OPTIONS);
  const { output, seed, runtime, signal, onProgress } = opening;
  if (output !== undefined) expectEnding(output, "denoised examples", ".npy");
  const autoencoder = await modelOf(model);
  const dataset = await examplesFor(autoencoder, data, opening);
  const result = await denoiseInMemory(autoencoder, dataset, { noise, seed, runtime, signal, onProgress });
  if (output !== undefined) await writeArray(output, result.denoised);
  return result;
}
