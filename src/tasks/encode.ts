import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { collectResults, dataFor, type ExampleParts, type MemoryData, partsInMemory } from "./example-parts.ts";
import { TASK_OPTIONS, type TaskOptions, withPrograms } from "./options.ts";

/** Codings, and what tells the examples apart that they are of. */
export interface Encoded {
  /** float32 [n, codings]; of a convolutional autoencoder [n, height, width, codings]. */
  readonly codings: NdArray<"float32">;
  /** What is known of each example, [n] a column: a table's key columns; of windows their group, start and end; the `name` of images. */
  readonly keys: Readonly<Record<string, readonly Cell[]>>;
}

/**
 * Encodes data in memory, some examples at a time: the codings are those of `autoencoder.transform`, with progress and a signal that ends it.
 * @param data examples [n, …] in any form (`Data`).
 * @throws the signal's reason; ShapeError and DataError as `transform`.
 *
 *     const { codings } = await encode(autoencoder, examples, { onProgress: ({ done, total }) => show(done / total!) });
 */
export async function encode(autoencoder: Autoencoder, data: MemoryData, options: TaskOptions = {}): Promise<Encoded> {
  const task = knownOptions("encode", options, TASK_OPTIONS);
  const { encoder } = autoencoder.trained;
  const parts = partsInMemory(await dataFor(autoencoder, data, { ...task, shape: encoder.inputExampleShape }), encoder);
  return withPrograms(task.runtime, (runtime) => encodeParts(autoencoder, parts, { ...task, runtime }));
}

/** Encodes data that come in parts. */
export async function encodeParts(autoencoder: Autoencoder, parts: ExampleParts, task: TaskOptions): Promise<Encoded> {
  const { runtime } = task;
  const encodeSome = (examples: NdArray) => autoencoder.transform(examples, { runtime });
  const { values: codings, keys } = await collectResults(parts, autoencoder.trained.encoder.outputShape, encodeSome, task);
  return { codings, keys };
}
