import { ShapeError } from "../core/errors.ts";
import { greater, showShape, type Tensor, where } from "../graph/index.ts";
import { sameDim } from "../graph/tensor.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import { anyCounts, type Mask, overFeatures } from "./masks.ts";

/**
 * The base class of layers that combine several inputs element by element. The inputs [batch, …] have equal shapes, or size
 * 1 on an axis where others are larger. The output has the shape that they are broadcast to.
 */
export abstract class Merging extends Layer<readonly Tensor[]> {
  /**
   * Combines the inputs.
   * @param masks - masks of the inputs; undefined for inputs whose steps all count.
   */
  protected abstract merged(values: readonly Tensor[], masks: readonly Mask[]): Tensor;

  call(values: readonly Tensor[], context: CallContext): Tensor {
    const [first, ...others] = expectSeveral(values);
    for (const other of others) {
      const isLike = other.shape.every((dim, i) => {
        const wanted = first!.shape[i];
        return sameDim(dim, wanted) || (i > 0 && (dim === 1 || wanted === 1));
      });
      if (other.shape.length !== first!.shape.length || !isLike)
        throw new ShapeError(
          `takes inputs of equal shapes, or with size 1 where others are larger, but gets ${values.map(({ shape }) => showShape(shape)).join(" and ")}.`,
        );
    }
    return this.merged(
      values,
      values.map((value) => context.maskOf(value)),
    );
  }

  /** A step counts if it counts in any input. If an input has no mask, every step counts. */
  override computeMask(_values: readonly Tensor[], masks: readonly Mask[]): Mask {
    const known = masks.filter((mask) => mask !== undefined);
    return known.length < masks.length ? undefined : anyCounts(known);
  }
}

/** @throws ShapeError if there are fewer than two inputs, or not the wanted number. */
export function expectSeveral(values: readonly Tensor[], wanted?: number): readonly Tensor[] {
  const count = Array.isArray(values) ? values.length : 1;
  if (wanted === undefined ? count < 2 : count !== wanted)
    throw new ShapeError(
      `takes a list of ${wanted ?? "two or more"} inputs, such as apply([a, b]), but gets ${Array.isArray(values) ? count : "one input that isn't in a list"}.`,
    );
  return values;
}

/**
 * Chooses between the numbers of several inputs, such as the larger one. A number of a skipped step is replaced by one of a
 * step that counts.
 */
export function takenWhereCounted(
  values: readonly Tensor[],
  masks: readonly Mask[],
  taken: (a: Tensor, b: Tensor) => Tensor,
): Tensor {
  let [result, counted] = [values[0]!, masks[0]];
  values.slice(1).forEach((value, i) => {
    const mask = masks[i + 1];
    const other = mask ? where(greater(overFeatures(mask), 0), value, result) : value;
    if (counted) result = where(greater(overFeatures(counted), 0), result, other);
    result = taken(result, other);
    counted = counted && mask && anyCounts([counted, mask]);
  });
  return result;
}
