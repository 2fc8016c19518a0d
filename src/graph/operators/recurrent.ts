import { ShapeError } from "../../core/errors.ts";
import { constantOf, type Dim, expectRank, productOf, showShape, type Tensor } from "../tensor.ts";
import { positive } from "./comparison.ts";
import { concat } from "./concat.ts";
import { gather } from "./gather.ts";
import { mul } from "./mul.ts";
import { relu } from "./relu.ts";
import { reshape } from "./reshape.ts";
import { sigmoid } from "./sigmoid.ts";
import { pad, slice } from "./slice.ts";
import { sub } from "./sub.ts";
import { tanh } from "./tanh.ts";
import { transpose } from "./transpose.ts";

/*
 * LSTM and GRU share this file. Forward, each is ONNX's own operator, which returns only the outputs of all steps. The backward pass
 * therefore computes the gates of all steps again, with products over all steps and the whole batch at once. The recurrence backwards
 * is a `Scan` whose body has only a few operators, however long the sequences are. The gradient of each kernel is one product over all
 * steps.
 */

/** The activations of a recurrent cell: the name in ONNX, the function, and its derivative as a function of its value. */
export const cellActivations = {
  tanh: { onnx: "Tanh", f: tanh, slope: (y: Tensor) => sub(1, mul(y, y)) },
  sigmoid: { onnx: "Sigmoid", f: sigmoid, slope: (y: Tensor) => sub(y, mul(y, y)) },
  relu: { onnx: "Relu", f: relu, slope: positive },
} as const;

/** Name of an activation in `cellActivations`: "tanh", "sigmoid" or "relu". */
export type CellActivation = keyof typeof cellActivations;

/** The options of `lstm` and `gru`. */
export interface CellOptions {
  /** Activation of the cell; default "tanh". */
  readonly activation?: CellActivation;
  /** Activation of the gates; default "sigmoid". */
  readonly recurrentActivation?: CellActivation;
}

/**
 * Returns the number of steps, the batch size and the number of units.
 * @throws ShapeError if the shapes don't match, or if the number of steps isn't known.
 */
export function cellSizes(op: string, gates: number, x: Tensor, kernel: Tensor, recurrentKernel: Tensor) {
  expectRank(op, x, 3);
  const [steps, n, features] = x.shape as readonly [Dim, Dim, Dim];
  const units = recurrentKernel.shape[0] as number;
  if (typeof steps !== "number" || kernel.shape.join() !== [features, gates * units].join())
    throw new ShapeError(
      `${op}: kernels ${showShape(kernel.shape)} and ${showShape(recurrentKernel.shape)} don't fit ${showShape(x.shape)}. Give a kernel [features, ${gates} x units] and a fixed number of steps.`,
    );
  return { steps, n, units };
}

/** Reshapes [steps, n, …] to rows [steps · n, …]. */
export const asRows = (x: Tensor): Tensor => reshape(x, [productOf(x.shape.slice(0, 2)), ...x.shape.slice(2)]);

/** Returns the state before each step: the output of the step before it, and zeros for the first. */
export const before = (h: Tensor): Tensor => slice(pad(h, [1, 0, 0], [0, 0, 0]), 0, 0, h.shape[0] as number);

/** Splits the columns by gate. */
export const gatesOf = (x: Tensor, count: number): Tensor[] => {
  const units = (x.shape[1] as number) / count;
  return Array.from({ length: count }, (_, gate) => slice(x, 1, gate * units, (gate + 1) * units));
};

/** Converts a kernel [inputs, gates · units] to ONNX's form, [1, gates · units, inputs], with the gates in another order. */
export function turned(kernel: Tensor, order: readonly number[]): Tensor {
  const rows = ordered(transpose(kernel), order);
  return reshape(rows, [1, ...rows.shape]);
}

/** Puts blocks of rows of equal size in another order. */
export function ordered(rows: Tensor, order: readonly number[]): Tensor {
  if (order.every((block, i) => block === i)) return rows;
  const units = (rows.shape[0] as number) / order.length;
  const places = order.flatMap((block) => Array.from({ length: units }, (_, i) => block * units + i));
  return gather(rows, constantOf("int32", [places.length], places));
}

/** Joins tensors [n, units] along the units. */
export const beside = (...parts: readonly Tensor[]): Tensor => concat(parts, 1);
