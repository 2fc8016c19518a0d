import { ShapeError } from "../../core/errors.ts";
import { deepest, sameDim, showShape, type Tensor } from "../tensor.ts";
import { nodeWithBody, parameterOf, type StepResult } from "./body.ts";

export interface ScanOptions {
  /** What is carried from step to step: its first values. */
  readonly state: readonly Tensor[];
  /** Tensors [steps, …] of equal length: each step is given its part of each. */
  readonly over: readonly Tensor[];
  /** From the last part to the first; what is gathered lies in the parts' order all the same. */
  readonly backwards?: boolean;
  /** Makes one step. */
  readonly step: (state: readonly Tensor[], parts: readonly Tensor[]) => StepResult;
}

/** ONNX's `Scan`: a step for each part of some tensors, which are neither copied nor counted. Not differentiable: gradients are made of it. */
export function scan({ state, over, backwards = false, step }: ScanOptions): StepResult {
  const steps = over[0]?.shape[0];
  if (steps === undefined || over.some(({ shape }) => !sameDim(shape[0], steps)))
    throw new ShapeError(
      `Scan goes over tensors of equal length, but gets ${over.map(({ shape }) => showShape(shape)).join(" and ")}.`,
    );
  const depth = deepest([...state, ...over]) + 1;
  const carried = state.map((x) => parameterOf(x.dtype, x.shape, depth));
  const parts = over.map((x) => parameterOf(x.dtype, x.shape.slice(1), depth));
  const result = step(carried, parts);
  const directions = (tensors: readonly Tensor[]) => ({ ints: tensors.map(() => Number(backwards)) });
  return nodeWithBody("Scan", {
    inputs: [...state, ...over],
    attributes: {
      num_scan_inputs: { int: over.length },
      scan_input_directions: directions(over),
      scan_output_directions: directions(result.gathered),
    },
    depth,
    steps,
    state,
    parameters: [...carried, ...parts],
    result,
  });
}
