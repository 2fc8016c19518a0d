import { ShapeError } from "../core/errors.ts";
import { add } from "./operators/add.ts";
import { full } from "./operators/size.ts";
import { type Gradient, showShape, type Tensor } from "./tensor.ts";
import { visitInOrder } from "./visit.ts";

/**
 * Computes the gradients of a scalar with respect to tensors, by reverse-mode differentiation (Géron, appendix D). The
 * gradients are an ordinary graph of the same operators, so they can be differentiated again. A tensor that the scalar
 * doesn't depend on gets zeros.
 * @param y - tensor of shape [].
 * @param wrt - tensors to differentiate with respect to.
 * @param seed - gradient of the scalar itself, a factor for all gradients; default 1.
 * @returns one gradient for each tensor in `wrt`, of the same shape.
 * @throws ShapeError if `y` isn't a scalar.
 * @example
 * const loss = mean(square(sub(y, target)));
 * const [dKernel] = gradients(loss, [kernel]);
 */
export function gradients(y: Tensor, wrt: readonly Tensor[], seed: Tensor = full([], 1)): Tensor[] {
  if (y.shape.length > 0)
    throw new ShapeError(
      `Gradients can only be computed of a scalar, but y has the shape ${showShape(y.shape)}. Reduce it first, for example with mean(y).`,
    );
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

/**
 * Returns whether a gradient flows from `y` back to one of the tensors in `wrt`.
 * @example
 * flowsTo(relu(x), [x]); // true
 * flowsTo(round(x), [x]); // false
 */
export const flowsTo = (y: Tensor, wrt: readonly Tensor[]): boolean => path(y, new Set(wrt)).needed.has(y);

/**
 * Returns the inputs of a tensor, and the function that computes their gradients. Only the first output of an operator has
 * one.
 */
function step(tensor: Tensor): { inputs: readonly (Tensor | undefined)[]; gradient?: Gradient } {
  const { source } = tensor;
  if (source.kind === "alias") return source;
  if (source.kind === "node" && source.node.outputs[0] === tensor)
    return { inputs: source.node.from ?? source.node.inputs, gradient: source.node.gradient };
  return { inputs: [] };
}

/**
 * Returns two collections. `order` has the tensors below `y` through which a gradient flows to a wanted one, in the order of
 * computation. `needed` has those and the wanted ones.
 */
function path(y: Tensor, wanted: ReadonlySet<Tensor>): { order: Tensor[]; needed: Set<Tensor> } {
  const order: Tensor[] = [];
  const needed = new Set<Tensor>(wanted);
  const seen = new Set<Tensor>();
  const needs = (tensor: Tensor) => step(tensor).inputs;
  visitInOrder(
    y,
    needs,
    (tensor) => seen.has(tensor),
    (tensor) => {
      seen.add(tensor);
      const { inputs, gradient } = step(tensor);
      if (!gradient || !inputs.some((from) => from && needed.has(from))) return;
      needed.add(tensor);
      order.push(tensor);
    },
  );
  return { order, needed };
}
