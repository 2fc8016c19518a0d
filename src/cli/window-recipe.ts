import { type NdArray, ndarray } from "../core/ndarray.ts";
import { batchFor, componentsFor, KEPT } from "../manifold/table-sizes.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { count } from "./command.ts";
import type { TableChoice } from "./table-recipe.ts";
import type { TrainingData } from "./training-data.ts";

/** PCA looks at so many windows, evenly among all, and numbers of each. */
const SAMPLE = 4000;
const WIDEST = 1024;

/**
 * Sizes for an autoencoder of windows. Its codings are few, or faults would pass through them: as many principal components as keep most of the variance. Of
 * convolutions, which have codings at each of the steps that pooling leaves, more layers leave fewer.
 */
export async function chooseForWindows(
  model: string,
  { train, count: rows }: TrainingData,
  runtime: Runtime,
): Promise<TableChoice> {
  const examples = train as NdArray<"float32">;
  const [, window, width] = examples.shape as readonly [number, number, number];
  const components = await componentsFor(thinned(examples), { runtime });
  const batch = batchFor(rows);
  const ofBatch = `batches of ${batch}, for ${count(rows)} windows`;
  const found = `${components} principal components keep ${100 * KEPT} % of the variance of windows of ${window} rows`;
  if (model === "convolutional-1d") {
    const hidden = FILTERS.slice(0, Math.max(1, Math.floor(Math.log2(window)) - 2));
    const steps = Math.max(1, window >> (hidden.length + 1));
    const codings = Math.max(1, Math.ceil(components / steps));
    return {
      recipe: { codings, hidden, batch },
      reasons: {
        codings: `${codings} codings at each of ${steps} steps: ${found}`,
        hidden: `hidden layers of ${hidden.join(", ")} filters, each of which halves the steps`,
        batch: ofBatch,
      },
    };
  }
  const units = model === "recurrent" ? 32 : Math.min(512, Math.max(16, window * width));
  return {
    recipe: { codings: components, hidden: [units], batch },
    reasons: {
      codings: `${components} codings: as many ${found.slice(found.indexOf("principal"))}`,
      hidden: `a hidden layer of ${units} ${model === "recurrent" ? "cells" : "units"}`,
      batch: ofBatch,
    },
  };
}

const FILTERS = [32, 16, 16, 16, 16, 16];

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
