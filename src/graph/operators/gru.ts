import { node, type Tensor } from "../tensor.ts";
import { add } from "./add.ts";
import { concat } from "./concat.ts";
import { gemm } from "./gemm.ts";
import { mul } from "./mul.ts";
import { asRows, before, beside, type CellOptions, cellActivations, cellSizes, gatesOf, turned } from "./recurrent.ts";
import { reduceSum } from "./reduce-sum.ts";
import { reshape } from "./reshape.ts";
import { scan } from "./scan.ts";
import { full } from "./size.ts";
import { slice } from "./slice.ts";
import { sub } from "./sub.ts";

/** Keras and ONNX have the gates in the same order: update, reset, cell. */
const ORDER = [0, 1, 2];

/**
 * Runs a gated recurrent unit (Cho et al., 2014) over all steps. The reset gate is applied after the product with the
 * recurrent kernel, as Keras's `reset_after` does.
 * @param x - inputs [steps, n, features]; the number of steps must be known.
 * @param kernel - [features, 3 · units].
 * @param recurrentKernel - [units, 3 · units].
 * @param bias - [2, 3 · units]: a row for the inputs and a row for the recurrence; default: none.
 * @returns the outputs of all steps, [steps, n, units].
 * @throws ShapeError if the shapes don't match.
 * @example
 * const outputs = gru(x, kernel, recurrentKernel, bias);
 */
export function gru(
  x: Tensor,
  kernel: Tensor,
  recurrentKernel: Tensor,
  bias?: Tensor,
  { activation = "tanh", recurrentActivation = "sigmoid" }: CellOptions = {},
): Tensor {
  const { steps, n, units } = cellSizes("GRU", 3, x, kernel, recurrentKernel);
  const [gate, cell] = [cellActivations[recurrentActivation], cellActivations[activation]];
  const y: Tensor = node("GRU", {
    inputs: [x, turned(kernel, ORDER), turned(recurrentKernel, ORDER), bias && reshape(bias, [1, 6 * units])],
    from: [x, kernel, recurrentKernel, bias],
    shape: [steps, 1, n, units],
    attributes: {
      hidden_size: { int: units },
      linear_before_reset: { int: 1 },
      ...(gate.onnx + cell.onnx !== "SigmoidTanh" && { activations: { strings: [gate.onnx, cell.onnx] } }),
    },
    gradient: (dy) => backward(reshape(dy, [steps, n, units])),
  });
  const h = reshape(y, [steps, n, units]);

  function backward(dy: Tensor): (Tensor | undefined)[] {
    const [inputs, hBefore] = [asRows(x), asRows(before(h))];
    const biasOf = (row: 0 | 1) => bias && slice(bias, 0, row, row + 1);
    const given = gatesOf(gemm(inputs, kernel, biasOf(0)), 3);
    const recurrent = gatesOf(gemm(hBefore, recurrentKernel, biasOf(1)), 3);
    const [z, r] = [gate.f(add(given[0]!, recurrent[0]!)), gate.f(add(given[1]!, recurrent[1]!))];
    const g = cell.f(add(given[2]!, mul(r, recurrent[2]!)));
    const gSlope = mul(sub(1, z), cell.slope(g));
    const slopes = beside(mul(sub(hBefore, g), gate.slope(z)), mul(mul(gSlope, recurrent[2]!), gate.slope(r)), mul(gSlope, r));
    const overSteps = (rows: Tensor) => reshape(rows, [steps, n, rows.shape[1]!]);
    const [dRecurrent, dH] = scan({
      state: [full([n, units], 0)],
      over: [dy, overSteps(slopes), overSteps(z)],
      backwards: true,
      step: ([dhLater], [dyNow, slope, update]) => {
        const dh = add(dyNow!, dhLater!);
        const d = mul(beside(dh, dh, dh), slope!);
        return { state: [gemm(d, recurrentKernel, mul(dh, update!), { transposeB: true })], gathered: [d, dh] };
      },
    }).gathered.map(asRows) as [Tensor, Tensor];
    const [dz, dr] = gatesOf(dRecurrent, 3);
    const dGiven = beside(dz!, dr!, mul(dH, gSlope));
    return [
      reshape(gemm(dGiven, kernel, undefined, { transposeB: true }), x.shape),
      gemm(inputs, dGiven, undefined, { transposeA: true }),
      gemm(hBefore, dRecurrent, undefined, { transposeA: true }),
      bias && concat([reduceSum(dGiven, [0], { keepDims: true }), reduceSum(dRecurrent, [0], { keepDims: true })], 0),
    ];
  }
  return h;
}
