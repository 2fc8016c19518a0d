import { ShapeError } from "../../core/errors.ts";
import { ndarray } from "../../core/ndarray.ts";
import { constant, expectRank, node, nodeWithOutputs, productOf, showShape, staticShape, type Tensor } from "../tensor.ts";
import { convTranspose } from "./conv.ts";
import { div } from "./div.ts";
import { scatterAdd } from "./gather.ts";
import { reshape } from "./reshape.ts";
import { full } from "./size.ts";

/** The windows of pooling on images [n, channels, height, width]. */
export interface PoolOptions {
  readonly window: readonly [number, number];
  /** Distance between windows; default: the size of the window. */
  readonly strides?: readonly [number, number];
  /** Padding at the borders: [top, left, bottom, right]; default 0. */
  readonly pads?: readonly [number, number, number, number];
}

function windows(op: string, x: Tensor, { window, strides = window, pads = [0, 0, 0, 0] }: PoolOptions) {
  expectRank(op, x, 4);
  const [h, w] = staticShape(x.shape.slice(2), op) as [number, number];
  const along = (size: number, i: 0 | 1) => Math.floor((size + pads[i] + pads[i + 2]! - window[i]) / strides[i]) + 1;
  const [oh, ow] = [along(h, 0), along(w, 1)];
  if (oh < 1 || ow < 1)
    throw new ShapeError(`${op}: windows of ${window.join(" x ")} don't fit into ${showShape(x.shape)}. Use smaller windows.`);
  const attributes = { kernel_shape: { ints: window }, strides: { ints: strides }, pads: { ints: pads } };
  return { h, w, oh, ow, strides, pads, attributes, shape: [x.shape[0]!, x.shape[1]!, oh, ow] };
}

/**
 * Takes the maximum of each window of images [n, channels, h, w]. Among equal numbers, the gradient flows to the first.
 * @throws ShapeError if no window fits, or if the sizes of the images aren't known.
 * @example
 * const pooled = maxPool(images, { window: [2, 2] });
 */
export function maxPool(x: Tensor, options: PoolOptions): Tensor {
  const { attributes, shape } = windows("MaxPool", x, options);
  // The indices of the maxima take twenty times as long as pooling, so they are computed only for a gradient.
  const places = () => {
    const outputs = [x.dtype, "int64" as const].map((dtype) => ({ shape, dtype }));
    return nodeWithOutputs("MaxPool", { inputs: [x], attributes, outputs })[1]!;
  };
  const gradient = (dy: Tensor) => [reshape(scatterAdd(full([productOf(x.shape)], 0), places(), dy), x.shape)];
  return node("MaxPool", { inputs: [x], attributes, shape, gradient });
}

/**
 * Takes the mean of each window of images [n, channels, h, w]. Padding isn't counted.
 * @throws ShapeError if no window fits, or if the sizes of the images aren't known.
 * @example
 * const pooled = averagePool(images, { window: [2, 2] });
 */
export function averagePool(x: Tensor, options: PoolOptions): Tensor {
  const { attributes, shape, h, w, oh, ow, strides, pads } = windows("AveragePool", x, options);
  const [kh, kw] = options.window;
  const inside = (i: number, stride: number, before: number, k: number, size: number) =>
    Math.min(i * stride - before + k, size) - Math.max(i * stride - before, 0);
  const counts = Float32Array.from({ length: oh * ow }, (_, i) => {
    return inside(Math.floor(i / ow), strides[0], pads[0], kh, h) * inside(i % ow, strides[1], pads[1], kw, w);
  });
  const spread = (dy: Tensor): Tensor => {
    const shares = div(dy, constant(ndarray("float32", [1, 1, oh, ow], counts)));
    const maps = productOf([x.shape[0]!, x.shape[1]!]);
    const missing = (size: number, out: number, i: 0 | 1, k: number) =>
      size - (strides[i] * (out - 1) + k - pads[i] - pads[i + 2]!);
    const outputPadding = [missing(h, oh, 0, kh), missing(w, ow, 1, kw)] as const;
    const spreadMaps = convTranspose(reshape(shares, [maps, 1, oh, ow]), full([1, 1, kh, kw], 1), {
      strides,
      pads,
      outputPadding,
    });
    return reshape(spreadMaps, x.shape);
  };
  return node("AveragePool", { inputs: [x], attributes, shape, gradient: (dy) => [spread(dy)] });
}
