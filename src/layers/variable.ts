import { ShapeError } from "../core/errors.ts";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { count } from "../core/words.ts";
import type { Tensor } from "../graph/index.ts";
import type { Constraint } from "./constraints.ts";
import { firstValues, type InitializerChoice } from "./initializers.ts";
import type { Regularizer } from "./regularizers.ts";

/**
 * Numbers of a layer: trained weights, or moving statistics (`trainable: false`). The initial numbers are drawn when they
 * are first needed. Inside the layer's `call`, a variable is a tensor: the field that stores it then holds its numbers in
 * the graph.
 */
export interface Variable extends Tensor {
  /** Name, unique within its layer: "kernel", "bias". */
  readonly name: string;
  readonly shape: readonly number[];
  readonly trainable: boolean;
  readonly initializer: InitializerChoice;
  /** Penalty that is added to the loss. */
  readonly regularizer?: Regularizer;
  /** Constraint that is applied after each update. */
  readonly constraint?: Constraint;
  value?: Float32Array;
}

/** The options of a variable. */
export interface VariableOptions {
  /** Whether training changes the variable; default true. */
  readonly trainable?: boolean;
  readonly regularizer?: Regularizer;
  readonly constraint?: Constraint;
}

/** An ONNX file, in which a model is run, has at most 2 GiB: this many numbers. */
const MOST_NUMBERS = 2 ** 29;

/** Creates a variable of a layer. @throws ShapeError if it has more numbers than a model can have. */
export function variable(
  name: string,
  shape: readonly number[],
  initializer: InitializerChoice,
  { trainable = true, regularizer, constraint }: VariableOptions = {},
): Variable {
  if (sizeOf(shape) > MOST_NUMBERS)
    throw new ShapeError(
      `needs a ${name} of [${shape.join(", ")}], which are ${count(sizeOf(shape))} numbers, but a model can have at most ${count(MOST_NUMBERS)}. Give it fewer units or smaller inputs.`,
    );
  return {
    dtype: "float32",
    source: { kind: "weight", name },
    depth: 0,
    name,
    shape,
    initializer,
    trainable,
    ...(regularizer !== undefined && { regularizer }),
    ...(constraint !== undefined && { constraint }),
  };
}

/**
 * Draws the initial numbers of a variable that has none yet. They depend only on the seed and the path.
 * @example
 * drawValue(variable, 42, "dense/kernel");
 */
export function drawValue(variable: Variable, seed: number, path: string): void {
  variable.value ??= firstValues(variable.initializer, variable.shape, random(seed, ...new TextEncoder().encode(path)));
}

/**
 * Returns the current numbers of a variable.
 * @throws Error if they haven't been drawn yet.
 * @example
 * const { data } = numbersOf(model.variables[0]!);
 */
export function numbersOf({ name, shape, value }: Variable): NdArray<"float32"> {
  if (!value) throw new Error(`Variable "${name}" is used before its initial values are drawn.`);
  return ndarray("float32", shape, value);
}
