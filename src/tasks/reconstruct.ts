import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { collectResults, dataFor, type ExampleParts, type MemoryData, partsInMemory } from "./example-parts.ts";
import { TASK_OPTIONS, type TaskOptions, withPrograms } from "./options.ts";
import { columnsOf } from "./table-cells.ts";

/** Reconstructions, and what is known of the examples that they are of. */
export interface Reconstructed {
  /** What the data are called. */
  readonly name: string;
  /** float32 [n, …], in the shape of the examples; of a table's rows their features. */
  readonly reconstructions: NdArray<"float32">;
  /** [n, …]: the examples, unless they were read from a table's file. */
  readonly examples?: Dataset["examples"];
  /** Of a model of a table's rows: the columns that it learned from as it rebuilds them, [n] each, in the table's own terms. */
  readonly columns?: Readonly<Record<string, readonly Cell[]>>;
  /** What is known of each example, [n] a column: a table's key columns; of windows their group, start and end; the `name` of images. */
  readonly keys: Readonly<Record<string, readonly Cell[]>>;
}

/**
 * Reconstructs data in memory, some examples at a time: the reconstructions are those of `autoencoder.reconstruct`, with progress and a signal that ends it.
 * @param data examples [n, …] in any form (`Data`).
 * @throws the signal's reason; ShapeError and DataError as `autoencoder.reconstruct`.
 *
 *     const { reconstructions } = await reconstruct(autoencoder, examples);
 */
export async function reconstruct(autoencoder: Autoencoder, data: MemoryData, options: TaskOptions = {}): Promise<Reconstructed> {
  const task = knownOptions("reconstruct", options, TASK_OPTIONS);
  const { model } = autoencoder.trained;
  const parts = partsInMemory(await dataFor(autoencoder, data, { ...task, shape: model.inputExampleShape }), model);
  return withPrograms(task.runtime, (runtime) => reconstructParts(autoencoder, parts, { ...task, runtime }));
}

/** Reconstructs data that come in parts. */
export async function reconstructParts(autoencoder: Autoencoder, parts: ExampleParts, task: TaskOptions): Promise<Reconstructed> {
  const { name, examples } = parts;
  const { runtime } = task;
  const { table } = autoencoder.settings;
  const rebuild = (some: NdArray) => autoencoder.reconstruct(some, { runtime });
  const { values, keys } = await collectResults(parts, autoencoder.trained.model.outputShape, rebuild, task);
  const columns = table && !table.windows && columnsOf(table, values);
  return { name, reconstructions: values, ...(examples && { examples }), ...(columns && { columns }), keys };
}
