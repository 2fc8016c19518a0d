import { OptionError, ShapeError } from "../core/errors.ts";
import { orFirst } from "../core/options.ts";
import { slice, type Tensor } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { type DataFormat, expectChannelsLast, expectImages, type Pair } from "./windows.ts";

export interface Cropping2DOptions extends LayerOptions, DataFormat {
  /** One number, [above and below, left and right], or [[above, below], [left, right]]; 0 by default. */
  readonly cropping?: number | Pair | readonly [Pair, Pair];
}

/** Images without some pixels at their edges: [batch, height, width, channels] → [batch, height - …, width - …, channels]. */
export class Cropping2D extends Layer {
  static override readonly takes = layerTakes<Cropping2DOptions>("Cropping2D", { cropping: true, dataFormat: true });
  readonly cropping: readonly [Pair, Pair];

  constructor({ cropping = 0, ...options }: Cropping2DOptions = {}) {
    super(options);
    expectChannelsLast(options);
    const sides = typeof cropping === "number" ? [cropping, cropping] : cropping;
    const [rows, columns, ...more] = Array.isArray(sides) ? sides.map((side) => edgesOf("cropping", side)) : [];
    if (!rows || !columns || more.length > 0)
      throw new OptionError(
        `cropping is a number, [rows, columns], or [[above, below], [left, right]], but this is ${JSON.stringify(cropping)}.`,
      );
    this.cropping = [rows, columns];
  }

  call(x: Tensor): Tensor {
    expectImages(x);
    return this.cropping.reduce((left, edges, i) => cropped(left, i + 1, edges), x);
  }
}

/** What is at both ends of an axis, from one number for both or one for each. @throws OptionError where they aren't whole numbers of at least 0. */
export function edgesOf(what: string, value: number | Pair): Pair {
  const edges = typeof value === "number" ? ([value, value] as const) : value;
  if (!Array.isArray(edges) || edges.length !== 2 || edges.some((n) => !Number.isInteger(n) || n < 0))
    throw new OptionError(`${what} is made of whole numbers of at least 0, but this is ${JSON.stringify(value)}.`);
  return edges;
}

/** x without what lies at both ends of an axis. @throws ShapeError where nothing would be left. */
export function cropped(x: Tensor, axis: number, [before, after]: Pair): Tensor {
  const size = x.shape[axis] as number;
  if (before + after >= size)
    throw new ShapeError(`takes ${before} and ${after} from the ends of an axis that is ${size} long, and leaves nothing.`);
  return slice(x, axis, before, size - after);
}

/** Images without their edges: `cropping2d(2)`. */
export const cropping2d = (options: Cropping2DOptions | Cropping2DOptions["cropping"] = {}): Cropping2D =>
  new Cropping2D(orFirst<Cropping2DOptions>("cropping", options));
