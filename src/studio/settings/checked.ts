import { sizeOf } from "../../core/ndarray.ts";
import type { Layer } from "../../layers/index.ts";
import { type LayerChoices, LayerError, layerOf, modelOf } from "./layers.ts";

/** What is known of one chosen layer. */
export interface CheckedLayer {
  /** What it gives; undefined behind a layer that doesn't fit. */
  readonly shape?: readonly number[];
  readonly parameters: number;
}

/** Says what each layer gives, up to one that doesn't fit, and why that doesn't. */
export function checkLayers(choices: LayerChoices, inputShape: readonly number[]) {
  const made: Layer[] = [];
  let shape: readonly number[] | undefined = inputShape;
  const check = (part: "encoder" | "decoder"): CheckedLayer[] =>
    choices[part].map((choice) => {
      if (!shape) return { parameters: 0 };
      try {
        const layer = layerOf(choice, made);
        shape = layer.outputShapeFor(shape);
        if (part === "encoder") made.push(layer);
        const own = layer.tiedTo ? layer.variables.slice(1) : layer.variables;
        return { shape, parameters: own.reduce((sum, variable) => sum + sizeOf(variable.shape), 0) };
      } catch {
        shape = undefined;
        return { parameters: 0 };
      }
    });
  let problem: LayerError | undefined;
  try {
    modelOf(choices, inputShape, 0);
  } catch (error) {
    if (!(error instanceof LayerError)) throw error;
    problem = error;
  }
  return { encoder: check("encoder"), decoder: check("decoder"), problem };
}
