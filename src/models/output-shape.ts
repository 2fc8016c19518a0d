import { ShapeError } from "../core/errors.ts";
import { input, showShape } from "../graph/index.ts";
import { staticShape } from "../graph/tensor.ts";
import type { Layer } from "../layers/index.ts";
import { callContext } from "../training/program.ts";

/** The shape of one output of a layer, read off the graph that it makes. */
export function outputShape(layer: Layer, inputShape: readonly number[]): readonly number[] {
  const values = new Map(layer.variables.map((variable) => [variable, input(variable.name, "float32", variable.shape)]));
  const x = input("x", "float32", ["batch", ...inputShape]);
  const y = layer.call(x, callContext("use", values));
  if (y.shape[0] !== x.shape[0])
    throw new ShapeError(`changes the number of examples: ${showShape(x.shape)} becomes ${showShape(y.shape)}.`);
  return staticShape(y.shape.slice(1), "its output");
}
