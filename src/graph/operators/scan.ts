import { ShapeError } from "../../core/errors.ts";
import { deepest, sameDim, showShape, type Tensor } from "../tensor.ts";
import { nodeWithBody, parameterOf, type StepResult } from "./body.ts";

/** The options of `scan`. */
export interface ScanOptions {
  /** First values of the state that is carried from step to step. */
  readonly state: readonly Tensor[];
  /** Tensors [steps, …] of equal length. Each step gets its part of each tensor. */
  readonly over: readonly Tensor[];
  /**
   * Whether to run from the last part to the first; default false. Gathered results have the order of the parts in both
   * cases.
   */
  readonly backwards?: boolean;
  /** Builds one step from the state and the parts. */
  readonly step: (state: readonly Tensor[], parts: readonly Tensor[]) => StepResult;
}

/**
 * Runs a body for each part of some tensors, with ONNX's `Scan`. It neither copies nor counts the parts. No gradient flows
 * through it; it is used to compute gradients.
 * @throws ShapeError if the tensors differ in length, or if a step changes the shape of the state.
 * @example
 * const { gathered } = scan({ state: [start], over: [x], step: ([s], [part]) => ({ state: [add(s!, part!)], gathered: [s!] }) });
 */
export function scan({ state, over, backwards = false, step }: ScanOptions): StepResult {
  const steps = over[0]?.shape[0];
  if (steps === undefined || over.some(({ shape }) => !sameDim(shape[0], steps)))
    throw new ShapeError(
      `Scan needs tensors of equal length, but gets ${over.map(({ shape }) => showShape(shape)).join(" and ")}.`,
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
