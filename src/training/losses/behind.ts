import { reshape, type Tensor } from "../../graph/index.ts";

/**
 * Returns the input of the operator that made the outputs, if it is of this kind. It looks through reshapes. It finds the logits
 * of a model that ends in a sigmoid or softmax.
 */
export function behind(op: string, outputs: Tensor): Tensor | undefined {
  if (outputs.source.kind === "alias" && outputs.source.rising) return behind(op, outputs.source.value);
  if (outputs.source.kind !== "node") return undefined;
  const { op: made, inputs } = outputs.source.node;
  if (made === op) return inputs[0];
  if (made !== "Reshape") return undefined;
  const before = behind(op, inputs[0]!);
  return before && reshape(before, outputs.shape);
}
