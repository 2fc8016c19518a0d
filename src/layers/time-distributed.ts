import { OptionError, ShapeError } from "../core/errors.ts";
import { reshape, showShape, type Tensor } from "../graph/index.ts";
import { productOf } from "../graph/tensor.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import type { Variable } from "./variable.ts";

/** Applies a layer to each step of sequences, with the same weights: [batch, time, …] → [batch, time, …]. */
export class TimeDistributed extends Layer {
  static override readonly takes = layerTakes("TimeDistributed", {}, "layer");
  override readonly supportsMasking = true;
  readonly layer: Layer;

  constructor(layer: Layer, options: LayerOptions = {}) {
    super(options);
    if (layer.tiedTo)
      throw new OptionError(
        "timeDistributed needs a layer with its own kernel, but this layer is tied to another one. Use a dense layer instead.",
      );
    this.layer = layer;
  }

  protected override build(inputShape: readonly number[]): void {
    this.layer.buildFor(inputShape.slice(1));
    this.hold([...this.layer.variables]);
  }

  call(x: Tensor, context: CallContext): Tensor {
    const [batch, time, ...step] = x.shape;
    if (step.length === 0) throw new ShapeError(`expects sequences [batch, time, …], but gets ${showShape(x.shape)}.`);
    const y = this.layer.call(reshape(x, [productOf([batch!, time!]), ...step]), context);
    return reshape(y, [batch!, time!, ...y.shape.slice(1)]);
  }

  override get measuresBatch(): boolean {
    return this.layer.measuresBatch;
  }

  override get acceptsMissing(): boolean {
    return this.layer.acceptsMissing;
  }

  override get trainableVariables(): readonly Variable[] {
    return this.trainable ? this.layer.trainableVariables : [];
  }
}

/**
 * Creates a layer that applies another layer to each step.
 * @param layer - layer with its own kernel.
 * @throws OptionError if the layer is tied to another one.
 * @example
 * const model = sequential([lstm(100, { returnSequences: true, inputShape: [50, 3] }), timeDistributed(dense(3))]);
 */
export const timeDistributed = (layer: Layer, options: LayerOptions = {}): TimeDistributed => new TimeDistributed(layer, options);
