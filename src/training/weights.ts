import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import { type AnyLayer, numbersOf, type Variable } from "../layers/index.ts";
import type { TrainingState } from "./state.ts";

/** Returns the feeds of the variables, without the optimizer's slots. */
export const weightFeeds = (model: AnyLayer, arrays: Readonly<Record<string, NdArray>>): Record<string, NdArray> =>
  Object.fromEntries(model.variablePaths.map((path) => [`state/${path}`, arrays[path]!]));

/** Computes a value for each variable, by its path. */
function byPath<T>({ variables, variablePaths }: AnyLayer, of: (variable: Variable) => T): Record<string, T> {
  return Object.fromEntries(variables.map((variable, i) => [variablePaths[i]!, of(variable)]));
}

/** Returns the current value of every variable, by path. */
export const weightsOf = (model: AnyLayer): Record<string, NdArray<"float32">> => byPath(model, numbersOf);

/** Returns the shapes of all arrays that a run carries. An optimizer's slot has the shape of its variable. */
export function stateShapes(model: AnyLayer, names: readonly string[]): Record<string, readonly number[]> {
  const shapes = new Map(Object.entries(byPath(model, ({ shape }) => shape)));
  return Object.fromEntries(names.map((name) => [name, shapes.get(name) ?? shapes.get(name.slice(0, name.lastIndexOf("/")))!]));
}

/** Returns the arrays of a new run: the model's weights, and zeros for the optimizer's slots. */
export function firstState(model: AnyLayer, names: readonly string[]): Record<string, NdArray<"float32">> {
  const weights = weightsOf(model);
  const zeros = (shape: readonly number[]) => ndarray("float32", shape, new Float32Array(sizeOf(shape)));
  return Object.fromEntries(
    Object.entries(stateShapes(model, names)).map(([name, shape]) => [name, weights[name] ?? zeros(shape)]),
  );
}

/**
 * Returns the first state of another run of the same compiled model. It has the model's current weights, and the optimizer's
 * slots and counters of the last run. Its epochs are counted from 0 again.
 */
export function stateAfter(last: TrainingState, model: AnyLayer, names: readonly string[]): TrainingState {
  const first = firstState(model, names);
  const weights = new Set(model.variablePaths);
  const slots = Object.entries(last.arrays).filter(([name]) => first[name] && !weights.has(name));
  return {
    arrays: { ...first, ...Object.fromEntries(slots) },
    step: last.step,
    epoch: 0,
    batch: 0,
    earlierEpochs: (last.earlierEpochs ?? 0) + last.epoch + (last.batch > 0 ? 1 : 0),
    sums: last.sums.map(() => 0),
    seed: last.seed,
    history: [],
    ...(last.learningRate !== undefined && { learningRate: last.learningRate }),
  };
}

/** Writes the weights of a run into the model. */
export function storeWeights(model: AnyLayer, arrays: Readonly<Record<string, NdArray<"float32">>>): void {
  const paths = model.variablePaths;
  model.variables.forEach((variable, i) => {
    variable.value = arrays[paths[i]!]!.data;
  });
}
