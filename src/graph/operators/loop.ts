import { constantOf, type Dim, deepest, type Tensor } from "../tensor.ts";
import { nodeWithBody, parameterOf, type StepResult } from "./body.ts";

/** The options of `loop`. */
export interface LoopOptions {
  /** Number of times that the body runs: an int64 scalar. */
  readonly count: Tensor;
  /** The same number as a size, for the results that are gathered from each step. */
  readonly steps: Dim;
  /** First values of the state that is carried from step to step. */
  readonly state: readonly Tensor[];
  /** Builds one step from the index of the step and the state. */
  readonly step: (index: Tensor, state: readonly Tensor[]) => StepResult;
}

/**
 * Runs a body several times, with ONNX's `Loop`. Tensors in a step that don't depend on the step are computed once, before
 * the loop. No gradient flows through it; compute gradients inside it.
 * @throws ShapeError if a step changes the shape of the state.
 * @example
 * const { state } = loop({ count, steps: 10, state: [x], step: (index, [s]) => ({ state: [mul(s!, 0.5)], gathered: [] }) });
 */
export function loop({ count, steps, state, step }: LoopOptions): StepResult {
  const depth = Math.max(deepest(state), count.depth) + 1;
  const index = parameterOf("int64", [], depth);
  const goOn = parameterOf("bool", [], depth);
  const carried = state.map((x) => parameterOf(x.dtype, x.shape, depth));
  return nodeWithBody("Loop", {
    inputs: [count, constantOf("bool", [], [1]), ...state],
    depth,
    steps,
    state,
    parameters: [index, goOn, ...carried],
    leading: [goOn],
    result: step(index, carried),
  });
}
