import type { Layer } from "../../layers/index.ts";
import { outputShape } from "../../models/output-shape.ts";
import { type LayerChoices, LayerError, layerOf, modelOf } from "./layers.ts";

/** What is known of one chosen layer. */
export interface CheckedLayer {
  /** What it gives; undefined behind a layer that doesn't fit. */
  readonly shape?: readonly number[];
  readonly parameters: number;
}

/** Chosen layers, each looked at in its place, and the first that doesn't fit. */
export interface CheckedLayers {
  readonly encoder: readonly CheckedLayer[];
  readonly decoder: readonly CheckedLayer[];
  readonly problem?: LayerError;
}

/** Says what each layer gives, up to one that doesn't fit, and why that doesn't. */
export function checkLayers(choices: LayerChoices, inputShape: readonly number[]): CheckedLayers {
  const made: Layer[] = [];
  let shape: readonly number[] | undefined = inputShape;
  const check = (part: "encoder" | "decoder"): CheckedLayer[] =>
    choices[part].map((choice) => {
      if (!shape) return { parameters: 0 };
      try {
        const layer = layerOf(choice, made);
        layer.buildFor(shape);
        shape = outputShape(layer, shape);
        if (part === "encoder") made.push(layer);
        const own = layer.tiedTo ? layer.variables.slice(1) : layer.variables;
        return { shape, parameters: own.reduce((sum, variable) => sum + variable.shape.reduce((a, b) => a * b, 1), 0) };
      } catch {
        shape = undefined;
        return { parameters: 0 };
      }
    });
  const checked = { encoder: check("encoder"), decoder: check("decoder") };
  try {
    modelOf(choices, inputShape, 0);
    return checked;
  } catch (error) {
    if (error instanceof LayerError) return { ...checked, problem: error };
    throw error;
  }
}
