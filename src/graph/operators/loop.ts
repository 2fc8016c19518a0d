import { ShapeError } from "../../core/errors.ts";
import {
  type Body,
  constantOf,
  type Dim,
  deepest,
  type ElementType,
  type Node,
  type Shape,
  sameShape,
  showShape,
  type Tensor,
} from "../tensor.ts";

export interface LoopOptions {
  /** How often the body runs: int64 scalar. */
  readonly count: Tensor;
  /** The same as a size, for the results that are gathered step by step. */
  readonly steps: Dim;
  /** What is carried from step to step: its first values. */
  readonly state: readonly Tensor[];
  /** Makes one step: the next state (of the same shapes), and what to gather from each step. */
  readonly step: (index: Tensor, state: readonly Tensor[]) => { state: readonly Tensor[]; gathered: readonly Tensor[] };
}

/** ONNX's `Loop`. Whatever in a step doesn't depend on the step is computed once, outside. Not differentiable: the gradient is inside it. */
export function loop({ count, steps, state, step }: LoopOptions): { state: readonly Tensor[]; gathered: readonly Tensor[] } {
  const depth = Math.max(deepest(state), count.depth) + 1;
  const parameter = (dtype: ElementType, shape: Shape): Tensor => ({
    dtype,
    shape,
    source: { kind: "parameter", loop: depth },
    depth,
  });
  const index = parameter("int64", []);
  const goOn = parameter("bool", []);
  const carried = state.map((x) => parameter(x.dtype, x.shape));
  const next = step(index, carried);
  next.state.forEach((x, i) => {
    const before = state[i]!;
    if (!sameShape(x.shape, before.shape))
      throw new ShapeError(`Loop: state ${i} is ${showShape(before.shape)} and becomes ${showShape(x.shape)}.`);
  });
  const own = new Set([index, goOn, ...carried]);
  if (usesOther([...next.state, ...next.gathered], depth, own))
    throw new ShapeError("Loop: it uses a value of the loop around it. Carry that value in the state.");
  const body: Body = { parameters: [index, goOn, ...carried], results: [goOn, ...next.state, ...next.gathered] };
  const outputs: Tensor[] = [];
  const made: Node = { op: "Loop", inputs: [count, constantOf("bool", [], [1]), ...state], attributes: {}, body, outputs };
  const output = (dtype: ElementType, shape: Shape): Tensor => ({
    dtype,
    shape,
    source: { kind: "node", node: made },
    depth: depth - 1,
  });
  outputs.push(...state.map((x) => output(x.dtype, x.shape)), ...next.gathered.map((x) => output(x.dtype, [steps, ...x.shape])));
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
