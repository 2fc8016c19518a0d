import { ShapeError } from "../../core/errors.ts";
import {
  type Attribute,
  type Dim,
  type ElementType,
  type Node,
  type Shape,
  sameShape,
  showShape,
  type Tensor,
} from "../tensor.ts";

/** The result of one step: the next state, of the same shapes as before, and tensors to gather from each step. */
export interface StepResult {
  readonly state: readonly Tensor[];
  readonly gathered: readonly Tensor[];
}

/** The options of an operator that runs a body step by step: `Loop` or `Scan`. */
export interface BodyOptions {
  readonly inputs: readonly Tensor[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Number of loops that the body is nested in. */
  readonly depth: number;
  /** Number of steps. */
  readonly steps: Dim;
  /** First values of the state that is carried from step to step. */
  readonly state: readonly Tensor[];
  /** Inputs of the body in each step, including the carried state. */
  readonly parameters: readonly Tensor[];
  /** Results of the body before the state. */
  readonly leading?: readonly Tensor[];
  readonly result: StepResult;
}

/** Creates an input of a body. */
export const parameterOf = (dtype: ElementType, shape: Shape, loop: number): Tensor => ({
  dtype,
  shape,
  source: { kind: "parameter", loop },
  depth: loop,
});

/**
 * Creates the operator. Its outputs are the last state and the gathered tensors. No gradient flows through it.
 * @throws ShapeError if the state changes its shape, or if the body uses a value of the loop around it.
 */
export function nodeWithBody(
  op: string,
  { inputs, attributes = {}, depth, steps, state, parameters, leading = [], result }: BodyOptions,
): StepResult {
  result.state.forEach((x, i) => {
    const before = state[i]!;
    if (!sameShape(x.shape, before.shape))
      throw new ShapeError(
        `${op}: state ${i} has the shape ${showShape(before.shape)} and becomes ${showShape(x.shape)}. Return the same shape from each step.`,
      );
  });
  if (usesOther([...result.state, ...result.gathered], depth, new Set(parameters)))
    throw new ShapeError(`${op}: the body uses a value of the loop around it. Pass that value in the state.`);
  const outputs: Tensor[] = [];
  const body = { parameters, results: [...leading, ...result.state, ...result.gathered] };
  const made: Node = { op, inputs, attributes, body, outputs };
  const output = (dtype: ElementType, shape: Shape): Tensor => ({
    dtype,
    shape,
    source: { kind: "node", node: made },
    depth: depth - 1,
  });
  outputs.push(
    ...state.map((x) => output(x.dtype, x.shape)),
    ...result.gathered.map((x) => output(x.dtype, [steps, ...x.shape])),
  );
  return { state: outputs.slice(0, state.length), gathered: outputs.slice(state.length) };
}

/**
 * Returns whether tensors depend on the state of another loop of the same depth. That is the loop around this one, which
 * wasn't known when this one was created.
 */
function usesOther(results: readonly Tensor[], depth: number, own: ReadonlySet<Tensor>): boolean {
  const seen = new Set<Tensor>();
  const visit = (x: Tensor | undefined): boolean => {
    if (!x || x.depth < depth || seen.has(x)) return false;
    seen.add(x);
    if (x.source.kind === "parameter") return x.depth === depth && !own.has(x);
    if (x.source.kind === "alias") return visit(x.source.value);
    return x.source.kind === "node" && [...x.source.node.inputs, ...(x.source.node.body?.results ?? [])].some(visit);
  };
  return results.some(visit);
}
