import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { collectResults, dataFor, type ExampleParts, type MemoryData, partsInMemory } from "./example-parts.ts";
import { TASK_OPTIONS, type TaskOptions } from "./options.ts";
import { columnsOf } from "./table-cells.ts";

/** Reconstructions, with their examples and keys. */
export interface Reconstructed {
  /** Name of the data. */
  readonly name: string;
  /** float32 [n, …], with the shape of the examples; for a table, the features of the rows. */
  readonly reconstructions: NdArray<"float32">;
  /** [n, …]: the examples, unless they were read from the file of a table. */
  readonly examples?: Dataset["examples"];
  /** For a table: the reconstructed columns [n], with values like those of the table. */
  readonly columns?: Readonly<Record<string, readonly Cell[]>>;
  /**
   * Columns [n] that identify the examples: the key columns of a table; the group, start and end of windows; the `name` of
   * images.
   */
  readonly keys: Readonly<Record<string, readonly Cell[]>>;
}

/**
 * Reconstructs data in memory in parts. The reconstructions are those of `autoencoder.reconstruct`, but the task reports progress
 * and a signal can end it.
 * @param data - examples [n, …] in any form (`Data`).
 * @throws the signal's reason; ShapeError and DataError as `autoencoder.reconstruct`.
 * @example
 * const { reconstructions } = await reconstruct(autoencoder, examples);
 */
export async function reconstruct(autoencoder: Autoencoder, data: MemoryData, options: TaskOptions = {}): Promise<Reconstructed> {
  const task = knownOptions("reconstruct", options, TASK_OPTIONS);
  const { model } = autoencoder.trained;
  const parts = partsInMemory(await dataFor(autoencoder, data, { ...task, shape: model.inputExampleShape }), model);
  return reconstructParts(autoencoder, parts, task);
}

/** Reconstructs data part by part. */
export async function reconstructParts(autoencoder: Autoencoder, parts: ExampleParts, task: TaskOptions): Promise<Reconstructed> {
  const { name, examples } = parts;
  const { runtime } = task;
  const { table } = autoencoder.settings;
  const rebuild = (some: NdArray) => autoencoder.reconstruct(some, { runtime });
  const { values, keys } = await collectResults(parts, autoencoder.trained.model.outputShape, rebuild, task);
  const columns = table && !table.windows && columnsOf(table, values);
  return { name, reconstructions: values, ...(examples && { examples }), ...(columns && { columns }), keys };
}
