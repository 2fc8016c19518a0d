import { OptionError } from "../core/errors.ts";
import { orFirst } from "../core/options.ts";
import { shown } from "../core/words.ts";
import type { Tensor } from "../graph/index.ts";
import { exponentialLinear } from "./activations.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The options of `elu`. */
export interface ELUOptions extends LayerOptions {
  /** The output approaches -alpha for large negative numbers; default 1. */
  readonly alpha?: number;
}

/** Computes x if x > 0, otherwise alpha · (eˣ - 1) (Clevert et al., 2016). Any shape; the output has the same shape. */
export class ELU extends Layer {
  static override readonly takes = layerTakes<ELUOptions>("ELU", { alpha: true });
  override readonly supportsMasking = true;
  readonly alpha: number;

  constructor({ alpha = 1, ...options }: ELUOptions = {}) {
    super(options);
    if (!Number.isFinite(alpha)) throw new OptionError(`alpha must be a number, but it is ${shown(alpha)}.`);
    this.alpha = alpha;
  }

  call(x: Tensor, { training }: CallContext): Tensor {
    return exponentialLinear(x, this.alpha, training);
  }
}

/**
 * Creates a layer of exponential linear units.
 * @param options - options, or only alpha.
 * @throws OptionError if alpha isn't a number.
 * @example
 * const layer = elu({ alpha: 0.5 }); // or elu(0.5)
 */
export const elu = (options: ELUOptions | number = {}): ELU => new ELU(orFirst<ELUOptions>("alpha", options));
