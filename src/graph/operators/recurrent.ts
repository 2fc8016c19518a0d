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
 * What LSTM and GRU share. Forward is ONNX's own operator, which gives the outputs of all steps and nothing else. So the way back makes the gates
 * of all steps again, by products over steps and batch at once, and with them everything that the recurrence backward multiplies by; that is
 * a `Scan` whose body is a handful of operators, however long the sequences are. The kernels' gradients are one product each, of all steps.
 */

/** What a cell can put behind its sums: the name that ONNX's recurrent operators have for it, and its slope, from its value. */
export const cellActivations = {
  tanh: { onnx: "Tanh", f: tanh, slope: (y: Tensor) => sub(1, mul(y, y)) },
  sigmoid: { onnx: "Sigmoid", f: sigmoid, slope: (y: Tensor) => sub(y, mul(y, y)) },
  relu: { onnx: "Relu", f: relu, slope: positive },
} as const;

export type CellActivation = keyof typeof cellActivations;

export interface CellOptions {
  /** `tanh` by default. */
  readonly activation?: CellActivation;
  /** Of the gates; `sigmoid` by default. */
  readonly recurrentActivation?: CellActivation;
}

/** The sizes of a recurrent operator's operands. @throws ShapeError where they don't go together. */
export function cellSizes(op: string, gates: number, x: Tensor, kernel: Tensor, recurrentKernel: Tensor) {
  expectRank(op, x, 3);
  const [steps, n, features] = x.shape as readonly [Dim, Dim, Dim];
  const units = recurrentKernel.shape[0] as number;
  if (typeof steps !== "number" || kernel.shape.join() !== [features, gates * units].join())
    throw new ShapeError(
      `${op}: ${showShape(x.shape)} doesn't go with kernels of ${showShape(kernel.shape)} and ${showShape(recurrentKernel.shape)}.`,
    );
  return { steps, n, units };
}

/** [steps, n, …] as rows [steps · n, …]. */
export const asRows = (x: Tensor): Tensor => reshape(x, [productOf(x.shape.slice(0, 2)), ...x.shape.slice(2)]);

/** What each step found: the outputs of the one before it, zeros for the first. */
export const before = (h: Tensor): Tensor => slice(pad(h, [1, 0, 0], [0, 0, 0]), 0, 0, h.shape[0] as number);

/** The columns of each gate. */
export const gatesOf = (x: Tensor, count: number): Tensor[] => {
  const units = (x.shape[1] as number) / count;
  return Array.from({ length: count }, (_, gate) => slice(x, 1, gate * units, (gate + 1) * units));
};

/** A kernel [inputs, gates · units] as ONNX takes it, [1, gates · units, inputs], with the gates in another order. */
export function turned(kernel: Tensor, order: readonly number[]): Tensor {
  const rows = ordered(transpose(kernel), order);
  return reshape(rows, [1, ...rows.shape]);
}

/** Rows in blocks of equal size, these in another order. */
export function ordered(rows: Tensor, order: readonly number[]): Tensor {
  if (order.every((block, i) => block === i)) return rows;
  const units = (rows.shape[0] as number) / order.length;
  const places = order.flatMap((block) => Array.from({ length: units }, (_, i) => block * units + i));
  return gather(rows, constantOf("int32", [places.length], places));
}

/** Some tensors [n, units] beside each other. */
export const beside = (...parts: readonly Tensor[]): Tensor => concat(parts, 1);
