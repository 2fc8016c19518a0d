import { concat, slice, softmax, type Tensor } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The position of a category's features among all features. */
export interface FeatureRange {
  readonly start: number;
  readonly size: number;
}

/**
 * Converts the features of each category to probabilities with a softmax; other features stay unchanged. Input and output
 * [batch, features].
 */
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

/**
 * Creates a layer with a softmax for each category.
 * @param categories - first feature and number of features of each category.
 * @example
 * const probabilities = categoryProbabilities([{ start: 2, size: 3 }]);
 */
export const categoryProbabilities = (categories: readonly FeatureRange[], options: LayerOptions = {}): CategoryProbabilities =>
  new CategoryProbabilities(categories, options);
