import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { collectResults, dataFor, type ExampleParts, type MemoryData, partsInMemory } from "./example-parts.ts";
import { TASK_OPTIONS, type TaskOptions } from "./options.ts";

/** Codings, and the keys of their examples. */
export interface Encoded {
  /** float32 [n, codings]; of a convolutional autoencoder [n, height, width, codings]. */
  readonly codings: NdArray<"float32">;
  /**
   * Columns [n] that identify the examples: the key columns of a table; the group, start and end of windows; the `name` of
   * images.
   */
  readonly keys: Readonly<Record<string, readonly Cell[]>>;
}

/**
 * Encodes data in memory in parts. The codings are those of `autoencoder.transform`, but the task reports progress and a signal
 * can end it.
 * @param data - examples [n, …] in any form (`Data`).
 * @throws the signal's reason; ShapeError and DataError as `autoencoder.transform`.
 * @example
 * const { codings } = await encode(autoencoder, examples, { onProgress: ({ done, total }) => show(done / total!) });
 */
export async function encode(autoencoder: Autoencoder, data: MemoryData, options: TaskOptions = {}): Promise<Encoded> {
  const task = knownOptions("encode", options, TASK_OPTIONS);
  const { encoder } = autoencoder.trained;
  const parts = partsInMemory(await dataFor(autoencoder, data, { ...task, shape: encoder.inputExampleShape }), encoder);
  return encodeParts(autoencoder, parts, task);
}

/** Encodes data part by part. */
export async function encodeParts(autoencoder: Autoencoder, parts: ExampleParts, task: TaskOptions): Promise<Encoded> {
  const { runtime } = task;
  const encodeSome = (examples: NdArray) => autoencoder.transform(examples, { runtime });
  const { values: codings, keys } = await collectResults(parts, autoencoder.trained.encoder.outputShape, encodeSome, task);
  return { codings, keys };
}
