import type { Tensor } from "./tensor.ts";

/**
 * Visits the tensors that a tensor is computed from, and then the tensor itself: each once, and after those that it needs. A list holds
 * what waits, because a chain of operators may be longer than the call stack.
 * @param needs - returns the tensors that must be visited before a tensor.
 * @param isDone - returns whether a tensor was visited.
 */
export function visitInOrder(
  last: Tensor,
  needs: (tensor: Tensor) => readonly (Tensor | undefined)[],
  isDone: (tensor: Tensor) => boolean,
  visit: (tensor: Tensor) => void,
): void {
  const waiting = [last];
  for (let next = waiting.at(-1); next; next = waiting.at(-1)) {
    const missing = isDone(next) ? [] : needs(next).filter((tensor) => tensor !== undefined && !isDone(tensor));
    if (missing.length > 0) {
      waiting.push(...(missing as Tensor[]).toReversed());
      continue;
    }
    waiting.pop();
    if (!isDone(next)) visit(next);
  }
}
