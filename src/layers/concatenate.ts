import { ShapeError } from "../core/errors.ts";
import { orFirst } from "../core/options.ts";
import { concat, full, showShape, type Tensor } from "../graph/index.ts";
import { sameDim } from "../graph/tensor.ts";
import { axesOf } from "./axes.ts";
import { Layer } from "./layer.ts";
import { anyCounts, type Mask } from "./masks.ts";
import { expectSeveral } from "./merging.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

export interface ConcatenateOptions extends LayerOptions {
  /** The axis along which they stand, counted with the batch as 0 or from the last as -1, which is the default. */
  readonly axis?: number;
}

/** Several values, one behind the other along an axis. Inputs [batch, …] whose other sizes are equal. */
export class Concatenate extends Layer<readonly Tensor[]> {
  static override readonly takes = layerTakes<ConcatenateOptions>("Concatenate", { axis: true });
  readonly axis: number;

  constructor({ axis = -1, ...options }: ConcatenateOptions = {}) {
    super(options);
    this.axis = axis;
  }

  call(values: readonly Tensor[]): Tensor {
    const { shape } = expectSeveral(values)[0]!;
    const [axis] = axesOf(this.kind, this.axis, shape.length);
    const others = values.slice(1);
    if (
      others.some(
        (other) => other.shape.length !== shape.length || other.shape.some((dim, i) => i !== axis && !sameDim(dim, shape[i])),
      )
    )
      throw new ShapeError(
        `takes values whose sizes differ along axis ${axis} alone, but gets ${values.map((each) => showShape(each.shape)).join(" and ")}.`,
      );
    return concat(values, axis!);
  }

  /** Along time the masks one behind the other; beside each other a step counts if it counts in any value. Without a mask every step of a value counts. */
  override computeMask(values: readonly Tensor[], masks: readonly Mask[]): Mask {
    const known = masks.find((mask) => mask !== undefined);
    if (!known) return undefined;
    const all = masks.map((mask, i) => mask ?? full(values[i]!.shape.slice(0, known.shape.length), 1));
    const [axis] = axesOf(this.kind, this.axis, values[0]!.shape.length);
    return axis! < known.shape.length ? concat(all, axis!) : anyCounts(all);
  }
}

/** Values beside each other: `concatenate().apply([a, b])`. */
export const concatenate = (options: ConcatenateOptions | number = {}): Concatenate =>
  new Concatenate(orFirst<ConcatenateOptions>("axis", options));
