import { type NdArray, ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import type { Constraint } from "./constraints.ts";
import { firstValues, type InitializerChoice } from "./initializers.ts";
import type { Regularizer } from "./regularizers.ts";

/** Numbers that a layer owns: learned ones, or statistics that it keeps (`trainable: false`). Drawn when they are first needed. */
export interface Variable {
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

/** Draws the first values of a variable that has none yet; they depend on the seed and the path alone. */
export function drawValue(variable: Variable, seed: number, path: string): void {
  variable.value ??= firstValues(variable.initializer, variable.shape, random(seed, ...new TextEncoder().encode(path)));
}

/** A variable's numbers, as they are now. */
export function numbersOf({ name, shape, value }: Variable): NdArray<"float32"> {
  if (!value) throw new Error(`Variable "${name}" is used before its first values are drawn.`);
  return ndarray("float32", shape, value);
}
