import { ShapeError } from "../core/errors.ts";
import { shown } from "../core/words.ts";
import { expand, reshape, showShape, type Tensor } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** Repeats each row: [batch, features] → [batch, n, features]. */
export class RepeatVector extends Layer {
  static override readonly takes = layerTakes("RepeatVector", {}, "n");
  readonly n: number;

  constructor(n: number, options: LayerOptions = {}) {
    super(options);
    if (!Number.isInteger(n) || n < 1)
      throw new ShapeError(`n of repeatVector must be a whole number of at least 1, but it is ${shown(n)}.`);
    this.n = n;
  }

  call(x: Tensor): Tensor {
    const [batch, features] = x.shape;
    if (x.shape.length !== 2)
      throw new ShapeError(`expects rows of features, but gets ${showShape(x.shape)}. Put a Flatten layer before it.`);
    return expand(reshape(x, [batch!, 1, features!]), [batch!, this.n, features!]);
  }
}

/**
 * Creates a layer that repeats each row, as the input of a recurrent decoder.
 * @param n - number of repetitions.
 * @throws ShapeError if `n` isn't a whole number of at least 1.
 * @example
 * const decoder = sequential([repeatVector(28, { inputShape: [30] }), lstm(100, { returnSequences: true })]);
 */
export const repeatVector = (n: number, options: LayerOptions = {}): RepeatVector => new RepeatVector(n, options);
