import { sizeOf } from "../../core/ndarray.ts";
import type { Layer } from "../../layers/index.ts";
import { type LayerChoices, LayerError, layerOf, modelOf } from "./layers.ts";

/** The output shape and the number of parameters of one chosen layer. */
export interface CheckedLayer {
  /** The shape of one output; undefined from the first layer that doesn't fit. */
  readonly shape?: readonly number[];
  readonly parameters: number;
}

/** Returns the output shape of each layer up to the first one that doesn't fit, and the reason why that one doesn't fit. */
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
