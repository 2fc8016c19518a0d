import { ShapeError } from "../core/errors.ts";
import { add } from "./operators/add.ts";
import { full } from "./operators/size.ts";
import { type Gradient, showShape, type Tensor } from "./tensor.ts";

/**
 * The gradients of a scalar with respect to some tensors, by reverse-mode differentiation (Géron, appendix D):
 * an ordinary graph of the same operators. A tensor that the scalar doesn't depend on gets zeros.
 * @param seed the gradient of the scalar itself, 1 by default: whatever it holds scales all gradients for free.
 * @throws ShapeError where `y` isn't a scalar.
 */
export function gradients(y: Tensor, wrt: readonly Tensor[], seed: Tensor = full([], 1)): Tensor[] {
  if (y.shape.length > 0) throw new ShapeError(`Gradients are of a scalar, but this is ${showShape(y.shape)}.`);
  const { order, needed } = path(y, new Set(wrt));
  const gathered = new Map<Tensor, Tensor>([[y, seed]]);
  for (const tensor of order.toReversed()) {
    const dy = gathered.get(tensor);
    const { inputs, gradient } = step(tensor);
    if (!dy || !gradient) continue;
    const shares = gradient(dy);
    inputs.forEach((from, i) => {
      const share = shares[i];
      if (!from || !share || !needed.has(from)) return;
      const before = gathered.get(from);
      gathered.set(from, before ? add(before, share) : share);
    });
  }
  return wrt.map((tensor) => gathered.get(tensor) ?? full(tensor.shape, 0));
}

/** Whether a gradient flows from a tensor back to one of some others, through operators that have one. */
export const flowsTo = (y: Tensor, wrt: readonly Tensor[]): boolean => path(y, new Set(wrt)).needed.has(y);

/** What a tensor was made from, and how a gradient goes back through that; only an operator's first output carries one. */
function step(tensor: Tensor): { inputs: readonly (Tensor | undefined)[]; gradient?: Gradient } {
  const { source } = tensor;
  if (source.kind === "alias") return source;
  if (source.kind === "node" && source.node.outputs[0] === tensor)
    return { inputs: source.node.from ?? source.node.inputs, gradient: source.node.gradient };
  return { inputs: [] };
}

/** The tensors below `y` through which a gradient goes to a wanted one, in the order they are made; those and the wanted ones. */
function path(y: Tensor, wanted: ReadonlySet<Tensor>): { order: Tensor[]; needed: Set<Tensor> } {
  const order: Tensor[] = [];
  const needed = new Set<Tensor>(wanted);
  const seen = new Set<Tensor>();
  const visit = (tensor: Tensor): void => {
    if (seen.has(tensor)) return;
    seen.add(tensor);
    const { inputs, gradient } = step(tensor);
    for (const from of inputs) if (from) visit(from);
    if (!gradient || !inputs.some((from) => from && needed.has(from))) return;
    needed.add(tensor);
    order.push(tensor);
  };
  visit(y);
  return { order, needed };
}
