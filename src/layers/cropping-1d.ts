import { orFirst } from "../core/options.ts";
import type { Tensor } from "../graph/index.ts";
import { cropped, edgesOf } from "./cropping-2d.ts";
import { Layer } from "./layer.ts";
import { expectSequences } from "./sequences.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import type { Pair } from "./windows.ts";

/** The options of `cropping1d`. */
export interface Cropping1DOptions extends LayerOptions {
  /** Number of steps to remove at both ends, or [at the beginning, at the end]; default 1. */
  readonly cropping?: number | Pair;
}

/** Removes steps at the ends of sequences: [batch, time, features] → [batch, time - …, features]. */
export class Cropping1D extends Layer {
  static override readonly takes = layerTakes<Cropping1DOptions>("Cropping1D", { cropping: true });
  readonly cropping: Pair;

  constructor({ cropping = 1, ...options }: Cropping1DOptions = {}) {
    super(options);
    this.cropping = edgesOf("cropping", cropping);
  }

  call(x: Tensor): Tensor {
    expectSequences(x);
    return cropped(x, 1, this.cropping);
  }
}

/**
 * Creates a layer that removes steps at the ends of sequences.
 * @throws OptionError if `cropping` isn't made of whole numbers of at least 0.
 * @example
 * const shorter = cropping1d([0, 2]);
 */
export const cropping1d = (options: Cropping1DOptions | number | Pair = {}): Cropping1D =>
  new Cropping1D(orFirst<Cropping1DOptions>("cropping", options));
