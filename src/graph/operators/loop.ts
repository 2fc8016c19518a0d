import { constantOf, type Dim, deepest, type Tensor } from "../tensor.ts";
import { nodeWithBody, parameterOf, type StepResult } from "./body.ts";

export interface LoopOptions {
  /** How often the body runs: int64 scalar. */
  readonly count: Tensor;
  /** The same as a size, for the results that are gathered step by step. */
  readonly steps: Dim;
  /** What is carried from step to step: its first values. */
  readonly state: readonly Tensor[];
  /** Makes one step. */
  readonly step: (index: Tensor, state: readonly Tensor[]) => StepResult;
}

/** ONNX's `Loop`. Whatever in a step doesn't depend on the step is computed once, outside. Not differentiable: the gradient is inside it. */
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
