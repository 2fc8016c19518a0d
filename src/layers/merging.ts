import { ShapeError } from "../core/errors.ts";
import { showShape, type Tensor } from "../graph/index.ts";
import { sameDim } from "../graph/tensor.ts";
import { Layer } from "./layer.ts";

/**
 * Makes one tensor of several, number by number. Inputs [batch, …] of equal shapes, or with size 1 where others are longer; output of the shape that they
 * stretch to.
 */
export abstract class Merging extends Layer<readonly Tensor[]> {
  protected abstract merged(values: readonly Tensor[]): Tensor;

  call(values: readonly Tensor[]): Tensor {
    const [first, ...others] = expectSeveral(values);
    for (const other of others) {
      const isLike = other.shape.every((dim, i) => {
        const wanted = first!.shape[i];
        return sameDim(dim, wanted) || (i > 0 && (dim === 1 || wanted === 1));
      });
      if (other.shape.length !== first!.shape.length || !isLike)
        throw new ShapeError(
          `takes values of equal shapes, or with size 1 where others are longer, but gets ${values.map(({ shape }) => showShape(shape)).join(" and ")}.`,
        );
    }
    return this.merged(values);
  }
}

/** @throws ShapeError where there aren't at least two values, or as many as are wanted. */
export function expectSeveral(values: readonly Tensor[], wanted?: number): readonly Tensor[] {
  const count = Array.isArray(values) ? values.length : 1;
  if (wanted === undefined ? count < 2 : count !== wanted)
    throw new ShapeError(
      `takes a list of ${wanted ?? "two or more"} values, such as apply([a, b]), but gets ${Array.isArray(values) ? count : "one that isn't in a list"}.`,
    );
  return values;
}
