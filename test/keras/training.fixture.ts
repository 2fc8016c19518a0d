import { type NdArray, ndarray } from "../../src/core/ndarray.ts";
import { type DenseOptions, dense } from "../../src/layers/index.ts";
import type { CompileOptions } from "../../src/models/compile.ts";
import type { FitOptions } from "../../src/models/fit.ts";
import { sequential } from "../../src/models/sequential.ts";
import { fixture, initialWeights } from "./keras.fixture.ts";

export const keras = fixture("keras-training");
const { x, y, labels, steps, sizes } = keras.net;

export const rows = (values: readonly (readonly number[])[]): NdArray<"float32"> =>
  ndarray("float32", [values.length, values[0]!.length], Float32Array.from(values.flat()));

export const classes: NdArray<"int32"> = ndarray("int32", [labels.length], Int32Array.from(labels));

/** The result of training a small network: its weights, and the loss of each step. */
export interface Trained {
  readonly weights: readonly (number[] | number[][])[];
  readonly losses: readonly number[];
}

/** Trains the small network of the fixtures, and returns the largest difference from Keras in any weight and in any loss. */
export async function distanceFrom(
  wanted: Trained,
  compile: CompileOptions,
  {
    first = {},
    last = {},
    targets = rows(y),
    ...options
  }: FitOptions & { readonly first?: DenseOptions; readonly last?: DenseOptions; readonly targets?: NdArray } = {},
): Promise<{ weights: number; losses: number }> {
  const model = sequential([dense(sizes[1], { activation: "tanh", inputShape: [sizes[0]], ...first }), dense(sizes[2], last)]);
  model.setWeights(initialWeights(sizes, 2000));
  model.compile(compile);
  const { history } = await model.fit(rows(x), targets, { epochs: steps, batchSize: 8, shuffle: false, warn: false, ...options });
  const differences = model.getWeights().flatMap(({ data }, i) => {
    const values = (wanted.weights[i] as number[]).flat();
    return values.map((value, at) => Math.abs(value - data[at]!));
  });
  return {
    weights: Math.max(...differences),
    losses: Math.max(...history.map(({ loss }, i) => Math.abs(loss - wanted.losses[i]!))),
  };
}
