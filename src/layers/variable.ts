import { type NdArray, ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import type { Tensor } from "../graph/index.ts";
import { type InitializerName, initializers } from "./initializers.ts";

/**
 * Numbers that a layer owns: learned ones, or statistics that it keeps (`trainable: false`). They are drawn when they are first needed. A variable is a tensor
 * to the operators in its layer's `call`: the field that holds it then holds its numbers in the graph.
 */
export interface Variable extends Tensor {
  /** Unique within its layer: "kernel", "bias". */
  readonly name: string;
  readonly shape: readonly number[];
  readonly trainable: boolean;
  readonly initializer: InitializerName;
  readonly regularizer?: Regularizer;
  value?: Float32Array;
}

/** A penalty on a kernel: l1 · Σ|w| + l2 · Σw², added to the loss (Keras's `L1L2`). Both default to 0. */
export interface Regularizer {
  readonly l1?: number;
  readonly l2?: number;
}

/** A variable of a layer; trainable by default. */
export const variable = (
  name: string,
  shape: readonly number[],
  initializer: InitializerName,
  { trainable = true, regularizer }: { trainable?: boolean; regularizer?: Regularizer } = {},
): Variable => ({
  dtype: "float32",
  source: { kind: "weight", name },
  depth: 0,
  name,
  shape,
  initializer,
  trainable,
  ...(regularizer && { regularizer }),
});

/** Draws the first values of a variable that has none yet; they depend on the seed and the path alone. */
export function drawValue(variable: Variable, seed: number, path: string): void {
  variable.value ??= initializers[variable.initializer](variable.shape, random(seed, ...new TextEncoder().encode(path)));
}

/** A variable's numbers, as they are now. */
export function numbersOf({ name, shape, value }: Variable): NdArray<"float32"> {
  if (!value) throw new Error(`Variable "${name}" is used before its first values are drawn.`);
  return ndarray("float32", shape, value);
}
