import { ShapeError } from "../core/errors.ts";
import { orFirst } from "../core/options.ts";
import { concat, full, showShape, type Tensor } from "../graph/index.ts";
import { sameDim } from "../graph/tensor.ts";
import { axesOf } from "./axes.ts";
import { Layer } from "./layer.ts";
import { anyCounts, type Mask } from "./masks.ts";
import { expectSeveral } from "./merging.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The options of `concatenate`. */
export interface ConcatenateOptions extends LayerOptions {
  /** Axis to join along. 0 is the batch and -1 the last axis; default -1. */
  readonly axis?: number;
}

/** Joins several inputs along an axis. The inputs [batch, …] have equal sizes on the other axes. */
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
        `takes inputs whose sizes may differ only along axis ${axis}, but gets ${values.map((each) => showShape(each.shape)).join(" and ")}.`,
      );
    return concat(values, axis!);
  }

  /**
   * Along time, the masks are joined. Along features, a step counts if it counts in any input. In an input without a mask,
   * every step counts.
   */
  override computeMask(values: readonly Tensor[], masks: readonly Mask[]): Mask {
    const known = masks.find((mask) => mask !== undefined);
    if (!known) return undefined;
    const all = masks.map((mask, i) => mask ?? full(values[i]!.shape.slice(0, known.shape.length), 1));
    const [axis] = axesOf(this.kind, this.axis, values[0]!.shape.length);
    return axis! < known.shape.length ? concat(all, axis!) : anyCounts(all);
  }
}

/**
 * Creates a layer that joins its inputs.
 * @example
 * const both = concatenate().apply([a, b]);
 */
export const concatenate = (options: ConcatenateOptions | number = {}): Concatenate =>
  new Concatenate(orFirst<ConcatenateOptions>("axis", options));
