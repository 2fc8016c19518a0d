import { ShapeError } from "../core/errors.ts";
import { shown } from "../core/words.ts";
import { expand, reshape, showShape, type Tensor } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** Each row as a sequence of itself: [batch, features] → [batch, n, features]. */
export class RepeatVector extends Layer {
  static override readonly takes = layerTakes("RepeatVector", {}, "n");
  readonly n: number;

  constructor(n: number, options: LayerOptions = {}) {
    super(options);
    if (!Number.isInteger(n) || n < 1)
      throw new ShapeError(`A vector is repeated a whole number of times of at least 1, but this is ${shown(n)}.`);
    this.n = n;
  }

  call(x: Tensor): Tensor {
    const [batch, features] = x.shape;
    if (x.shape.length !== 2) throw new ShapeError(`expects rows of features, but gets ${showShape(x.shape)}.`);
    return expand(reshape(x, [batch!, 1, features!]), [batch!, this.n, features!]);
  }
}

/** A row repeated, as the input of a recurrent decoder: `repeatVector(28)`. */
export const repeatVector = (n: number, options: LayerOptions = {}): RepeatVector => new RepeatVector(n, options);
