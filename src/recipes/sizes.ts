import { CELLS, timeLayers } from "../autoencoders/plan/sequences.ts";
import { batchFor, KEPT } from "../autoencoders/plan/training.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { count } from "../core/words.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { componentsFor, sizesForTable, type TableSizes } from "./table-sizes.ts";

/** Sizes chosen for a table, and why, by the option's name. */
export interface ChosenSizes {
  readonly sizes: TableSizes;
  readonly reasons: Readonly<Record<keyof TableSizes, string>>;
}

/** PCA looks at this many windows at most, taken evenly, and at this many numbers of each. */
const SAMPLE = 4000;
const WIDEST = 1024;

/**
 * Chooses sizes for a table's autoencoder.
 * @param train rows [n, features] or windows [n, window, features] to learn from; of a large table some of them.
 * @param rows the number of all of them.
 */
export function sizesFor(
  family: string,
  train: NdArray<"float32">,
  rows: number,
  options: { readonly runtime: Runtime },
): Promise<ChosenSizes> {
  return train.shape.length === 3 ? sizesForWindows(family, train, rows, options) : sizesForRows(train, rows, options);
}

async function sizesForRows(train: NdArray<"float32">, rows: number, options: { runtime: Runtime }): Promise<ChosenSizes> {
  const sizes = await sizesForTable(train, rows, options);
  const { codings, hidden, batchSize } = sizes;
  return {
    sizes,
    reasons: {
      codings: `${codings} codings: as many principal components keep ${100 * KEPT} % of the ${train.shape[1]} features' variance`,
      hidden: `hidden layers of ${hidden.join(" and ")} units: twice the features${hidden.length > 1 ? ", then half of that" : ""}`,
      batchSize: `batches of ${batchSize}, for ${count(rows)} rows`,
    },
  };
}

/**
 * Windows get few codings, or faults would pass through them: as many as the principal components that keep most of the variance. Convolutions have codings at
 * each of the steps that pooling leaves, so more layers leave fewer.
 */
async function sizesForWindows(
  family: string,
  train: NdArray<"float32">,
  rows: number,
  options: { runtime: Runtime },
): Promise<ChosenSizes> {
  const [, window, width] = train.shape as readonly [number, number, number];
  const components = await componentsFor(thinned(train), options);
  const batchSize = batchFor(rows);
  const batches = `batches of ${batchSize}, for ${count(rows)} windows`;
  const found = `principal components keep ${100 * KEPT} % of the variance of windows of ${window} rows`;
  if (family === "convolutional-1d") {
    const { hidden, left: steps } = timeLayers(window);
    const codings = Math.max(1, Math.ceil(components / steps));
    return {
      sizes: { codings, hidden, batchSize },
      reasons: {
        codings: `${codings} codings at each of ${steps} steps: ${components} ${found}`,
        hidden: `hidden layers of ${hidden.join(", ")} filters, each of which halves the steps`,
        batchSize: batches,
      },
    };
  }
  const isRecurrent = family === "recurrent";
  const units = isRecurrent ? CELLS : Math.min(512, Math.max(16, window * width));
  return {
    sizes: { codings: components, hidden: [units], batchSize },
    reasons: {
      codings: `${components} codings: as many ${found}`,
      hidden: `a hidden layer of ${units} ${isRecurrent ? "cells" : "units"}`,
      batchSize: batches,
    },
  };
}

/** Some windows, and of long ones some steps: [windows, numbers]. */
function thinned({ shape, data }: NdArray<"float32">): NdArray<"float32"> {
  const [windows, window, features] = shape as readonly [number, number, number];
  const [every, pace] = [Math.ceil(windows / SAMPLE), Math.ceil((window * features) / WIDEST)];
  const [kept, steps] = [Math.ceil(windows / every), Math.ceil(window / pace)];
  const some = new Float32Array(kept * steps * features);
  for (let m = 0; m < kept; m++)
    for (let t = 0; t < steps; t++) {
      const from = (m * every * window + t * pace) * features;
      some.set(data.subarray(from, from + features), (m * steps + t) * features);
    }
  return ndarray("float32", [kept, steps * features], some);
}
