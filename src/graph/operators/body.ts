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

/** What a step gives back: the next state (of the same shapes), and what to gather from each step. */
export interface StepResult {
  readonly state: readonly Tensor[];
  readonly gathered: readonly Tensor[];
}

/** An operator that runs a body step by step: `Loop` or `Scan`. */
export interface BodyOptions {
  readonly inputs: readonly Tensor[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** How many loops deep the body is. */
  readonly depth: number;
  /** How many steps there are. */
  readonly steps: Dim;
  /** The first values of what is carried. */
  readonly state: readonly Tensor[];
  /** What the body is given, the carried state among it. */
  readonly parameters: readonly Tensor[];
  /** What the body gives besides. */
  readonly leading?: readonly Tensor[];
  readonly result: StepResult;
}

/** What a body is given at each step. */
export const parameterOf = (dtype: ElementType, shape: Shape, loop: number): Tensor => ({
  dtype,
  shape,
  source: { kind: "parameter", loop },
  depth: loop,
});

/** The operator, whose outputs are the last state and what was gathered. Not differentiable. @throws ShapeError where the state changes its shape. */
export function nodeWithBody(
  op: string,
  { inputs, attributes = {}, depth, steps, state, parameters, leading = [], result }: BodyOptions,
): StepResult {
  result.state.forEach((x, i) => {
    const before = state[i]!;
    if (!sameShape(x.shape, before.shape))
      throw new ShapeError(`${op}: state ${i} is ${showShape(before.shape)} and becomes ${showShape(x.shape)}.`);
  });
  if (usesOther([...result.state, ...result.gathered], depth, new Set(parameters)))
    throw new ShapeError(`${op}: it uses a value of the loop around it. Carry that value in the state.`);
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

/** Whether tensors are made from what another loop of the same depth carries: from the loop around, of which nothing here knew. */
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
