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

/** Options of `denoise`. `output` is a .npy file for the denoised examples, and `seed` is also the seed of the noise. */
export interface DenoiseOptions extends PartsOptions, DenoiseInMemoryOptions {}

const OPTIONS: OptionNames<DenoiseOptions> = { ...PARTS_OPTIONS, ...DENOISE_OPTIONS };

/**
 * Removes noise from data by reconstructing it. With `noise`, that noise is added first, and the quality is measured before and
 * after. With `output`, the denoised examples are also written as .npy.
 * @param model - autoencoder, or the path of its folder.
 * @param data - name of a dataset, path of a file or folder, or data in memory.
 * @throws DataError if the data can't be read or doesn't fit the model; UsageError if the noise can't be removed or the output
 * has another ending; the signal's reason.
 * @example
 * const { quality } = await denoise("model", "mnist", { part: "test", noise: true, output: "denoised.npy" });
 */
export async function denoise(model: TaskModel, data: TaskData, options: DenoiseOptions = {}): Promise<Denoised> {
  const { noise, ...opening } = knownOptions("denoise", options, OPTIONS);
  const { output, seed, runtime, device, signal, onProgress } = opening;
  if (output !== undefined) expectEnding(output, "denoised examples", ".npy");
  const autoencoder = await modelOf(model);
  const dataset = await examplesFor(autoencoder, data, opening);
  const result = await denoiseInMemory(autoencoder, dataset, { noise, seed, runtime, device, signal, onProgress });
  if (output !== undefined) await writeArray(output, result.denoised);
  return result;
}
