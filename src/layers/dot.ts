import { OptionError, ShapeError } from "../core/errors.ts";
import { batchedMatmul, reshape, showShape, type Tensor, transpose } from "../graph/index.ts";
import { sameDim } from "../graph/tensor.ts";
import { axesOf } from "./axes.ts";
import { Layer } from "./layer.ts";
import { expectSeveral } from "./merging.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { unitVectors } from "./unit-normalization.ts";

/** The options of `dot`. */
export interface DotOptions extends LayerOptions {
  /** Whether to scale the vectors to length 1 first, so that their product is the cosine of their angle; default false. */
  readonly normalize?: boolean;
}

/**
 * Computes dot products of the vectors of two inputs, example by example: Σ a · b along an axis of each. Inputs [batch,
 * features] give [batch, 1]. Inputs [batch, a, b] and [batch, c, d] give matrices of the remaining axes, the first input's
 * axis first.
 */
export class Dot extends Layer<readonly Tensor[]> {
  static override readonly takes = layerTakes<DotOptions>("Dot", { normalize: true }, "axes");
  readonly axes: number | readonly [number, number];
  readonly normalize: boolean;

  /** @param axes - axis of both inputs, or one for each. 0 is the batch and -1 the last axis. */
  constructor(axes: number | readonly [number, number], { normalize = false, ...options }: DotOptions = {}) {
    super(options);
    if (![1, 2].includes([axes].flat().length))
      throw new OptionError(
        `axes of a dot layer must be one axis, or one for each of two inputs, but it is ${JSON.stringify(axes)}.`,
      );
    this.axes = axes;
    this.normalize = normalize;
  }

  call(values: readonly Tensor[]): Tensor {
    const [a, b] = expectSeveral(values, 2) as readonly [Tensor, Tensor];
    const [forA, forB] = typeof this.axes === "number" ? [this.axes, this.axes] : this.axes;
    const axisOf = (x: Tensor, axis: number) => axesOf(this.kind, axis, x.shape.length)[0]!;
    const [first, second] = [axisOf(a, forA), axisOf(b, forB)];
    if (![a, b].every(({ shape }) => shape.length === 2 || shape.length === 3) || !sameDim(a.shape[first], b.shape[second]))
      throw new ShapeError(
        `takes two inputs [batch, features] or [batch, …, …] of equal sizes along axes ${first} and ${second}, but gets ${showShape(a.shape)} and ${showShape(b.shape)}.`,
      );
    const ready = (x: Tensor, axis: number) => (this.normalize ? unitVectors(x, [axis]) : x);
    const left = rowsOf(ready(a, first), first);
    const right = transpose(rowsOf(ready(b, second), second), [0, 2, 1]);
    const y = batchedMatmul(left, right);
    const kept = [...(a.shape.length === 3 ? [y.shape[1]!] : []), ...(b.shape.length === 3 ? [y.shape[2]!] : [])];
    return reshape(y, [y.shape[0]!, ...(kept.length > 0 ? kept : [1])]);
  }
}

/** Returns the vectors along an axis as rows: [batch, vectors, axis]. */
function rowsOf(x: Tensor, axis: number): Tensor {
  if (x.shape.length === 2) return reshape(x, [x.shape[0]!, 1, x.shape[1]!]);
  return axis === 2 ? x : transpose(x, [0, 2, 1]);
}

/**
 * Creates a layer that computes dot products.
 * @param axes - axis of both inputs, or one for each.
 * @throws OptionError if `axes` isn't one axis or two.
 * @example
 * const similarity = dot(1, { normalize: true }).apply([a, b]);
 */
export const dot = (axes: number | readonly [number, number], options: DotOptions = {}): Dot => new Dot(axes, options);
