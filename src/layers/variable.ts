import { type NdArray, ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import type { Tensor } from "../graph/index.ts";
import type { Constraint } from "./constraints.ts";
import { firstValues, type InitializerChoice } from "./initializers.ts";
import type { Regularizer } from "./regularizers.ts";

/**
 * Numbers that a layer owns: learned ones, or statistics that it keeps (`trainable: false`). They are drawn when they are first needed. A variable is a tensor
 * to the operators in its layer's `call`: the field that holds it then holds its numbers in the graph.
 */
export interface Variable extends Tensor {
  /** Unique within its layer: "kernel", "bias". */
  readonly name: string;
  readonly shape: readonly number[];
  readonly trainable: boolean;
  readonly initializer: InitializerChoice;
  /** What its size costs: added to the loss. */
  readonly regularizer?: Regularizer;
  /** What it becomes after each update. */
  readonly constraint?: Constraint;
  value?: Float32Array;
}

/** What a variable is beside its numbers. */
export interface VariableOptions {
  /** True by default. */
  readonly trainable?: boolean;
  readonly regularizer?: Regularizer;
  readonly constraint?: Constraint;
}

/** A variable of a layer. */
export const variable = (
  name: string,
  shape: readonly number[],
  initializer: InitializerChoice,
  { trainable = true, regularizer, constraint }: VariableOptions = {},
): Variable => ({
  dtype: "float32",
  source: { kind: "weight", name },
  depth: 0,
  name,
  shape,
  initializer,
  trainable,
  ...(regularizer !== undefined && { regularizer }),
  ...(constraint !== undefined && { constraint }),
});

/** Draws the first values of a variable that has none yet; they depend on the seed and the path alone. */
export function drawValue(variable: Variable, seed: number, path: string): void {
  variable.value ??= firstValues(variable.initializer, variable.shape, random(seed, ...new TextEncoder().encode(path)));
}

/** A variable's numbers, as they are now. */
export function numbersOf({ name, shape, value }: Variable): NdArray<"float32"> {
  if (!value) throw new Error(`Variable "${name}" is used before its first values are drawn.`);
  return ndarray("float32", shape, value);
}
