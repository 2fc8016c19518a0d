import { concat, slice, softmax, type Tensor } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** Where a category's features stand among the others. */
export interface FeatureRange {
  readonly start: number;
  readonly size: number;
}

/** Makes the features of each category probabilities, by a softmax of their own; other features stay as they are. Input and output [batch, features]. */
export class CategoryProbabilities extends Layer {
  static override readonly takes = layerTakes("CategoryProbabilities", {}, "categories");
  readonly categories: readonly FeatureRange[];

  constructor(categories: readonly FeatureRange[], options: LayerOptions = {}) {
    super(options);
    this.categories = categories;
  }

  call(x: Tensor): Tensor {
    const parts: Tensor[] = [];
    let at = 0;
    for (const { start, size } of this.categories) {
      if (start > at) parts.push(slice(x, 1, at, start));
      parts.push(softmax(slice(x, 1, start, start + size)));
      at = start + size;
    }
    const width = x.shape[1] as number;
    return concat(at < width ? [...parts, slice(x, 1, at, width)] : parts, 1);
  }
}

/** A softmax for each category's features. */
export const categoryProbabilities = (categories: readonly FeatureRange[], options: LayerOptions = {}): CategoryProbabilities =>
  new CategoryProbabilities(categories, options);
