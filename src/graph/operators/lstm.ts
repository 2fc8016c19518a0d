import { node, type Tensor } from "../tensor.ts";
import { add } from "./add.ts";
import { concat } from "./concat.ts";
import { gemm } from "./gemm.ts";
import { mul } from "./mul.ts";
import { asRows, before, beside, type CellOptions, cellActivations, cellSizes, gatesOf, ordered, turned } from "./recurrent.ts";
import { sumTo } from "./reduce-sum.ts";
import { reshape } from "./reshape.ts";
import { scan } from "./scan.ts";
import { full } from "./size.ts";

/** Keras's order of the gates is input, forget, cell, output; ONNX's is input, output, forget, cell. */
const ONNX_ORDER = [0, 3, 1, 2];

/**
 * Runs a long short-term memory (Hochreiter & Schmidhuber, 1997) over all steps. The gates have Keras's order.
 * @param x - inputs [steps, n, features]; the number of steps must be known.
 * @param kernel - [features, 4 · units].
 * @param recurrentKernel - [units, 4 · units].
 * @param bias - [4 · units]; default: none.
 * @returns the outputs of all steps, [steps, n, units].
 * @throws ShapeError if the shapes don't match.
 * @example
 * const outputs = lstm(x, kernel, recurrentKernel, bias);
 */
export function lstm(
  x: Tensor,
  kernel: Tensor,
  recurrentKernel: Tensor,
  bias?: Tensor,
  { activation = "tanh", recurrentActivation = "sigmoid" }: CellOptions = {},
): Tensor {
  const { steps, n, units } = cellSizes("LSTM", 4, x, kernel, recurrentKernel);
  const [gate, cell] = [cellActivations[recurrentActivation], cellActivations[activation]];
  const rows = bias && ordered(bias, ONNX_ORDER);
  const biases = rows && reshape(concat([rows, full(rows.shape, 0)], 0), [1, 8 * units]);
  const y: Tensor = node("LSTM", {
    inputs: [x, turned(kernel, ONNX_ORDER), turned(recurrentKernel, ONNX_ORDER), biases],
    from: [x, kernel, recurrentKernel, bias],
    shape: [steps, 1, n, units],
    attributes: {
      hidden_size: { int: units },
      ...(gate.onnx + cell.onnx !== "SigmoidTanh" && { activations: { strings: [gate.onnx, cell.onnx, cell.onnx] } }),
    },
    gradient: (dy) => backward(reshape(dy, [steps, n, units])),
  });
  const h = reshape(y, [steps, n, units]);

  function backward(dy: Tensor): (Tensor | undefined)[] {
    const [inputs, hBefore] = [asRows(x), asRows(before(h))];
    const sums = gatesOf(gemm(hBefore, recurrentKernel, gemm(inputs, kernel, bias)), 4);
    const [i, f, g, o] = [gate.f(sums[0]!), gate.f(sums[1]!), cell.f(sums[2]!), gate.f(sums[3]!)];
    const overSteps = (rows: Tensor) => reshape(rows, [steps, n, rows.shape[1]!]);
    const zeros = full([n, units], 0);
    const c = scan({
      state: [zeros],
      over: [overSteps(f), overSteps(mul(i, g))],
      step: ([cBefore], [forget, next]) => {
        const now = add(mul(cBefore!, forget!), next!);
        return { state: [now], gathered: [now] };
      },
    }).gathered[0]!;
    const out = cell.f(asRows(c));
    const slopes = beside(
      mul(g, gate.slope(i)),
      mul(asRows(before(c)), gate.slope(f)),
      mul(i, cell.slope(g)),
      mul(out, gate.slope(o)),
    );
    const dSums = scan({
      state: [zeros, zeros],
      over: [dy, overSteps(slopes), overSteps(mul(o, cell.slope(out))), overSteps(f)],
      backwards: true,
      step: ([dhLater, dcLater], [dyNow, slope, outputSlope, forget]) => {
        const dh = add(dyNow!, dhLater!);
        const dc = add(dcLater!, mul(dh, outputSlope!));
        const d = mul(beside(dc, dc, dc, dh), slope!);
        return { state: [gemm(d, recurrentKernel, undefined, { transposeB: true }), mul(dc, forget!)], gathered: [d] };
      },
    }).gathered[0]!;
    const d = asRows(dSums);
    return [
      reshape(gemm(d, kernel, undefined, { transposeB: true }), x.shape),
      gemm(inputs, d, undefined, { transposeA: true }),
      gemm(hBefore, d, undefined, { transposeA: true }),
      bias && sumTo(d, bias.shape),
    ];
  }
  return h;
}
