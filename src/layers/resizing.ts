import { OptionError } from "../core/errors.ts";
import { lookUp } from "../core/suggest.ts";
import { shown } from "../core/words.ts";
import { add, constantOf, mul, pick, reshape, type Tensor } from "../graph/index.ts";
import { productOf } from "../graph/tensor.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { type DataFormat, expectChannelsLast, expectImages, pixelsOf, range } from "./windows.ts";

export interface ResizingOptions extends LayerOptions, DataFormat {
  /** `bilinear`, the default: between the four pixels around a place, each by its nearness; `nearest`: the nearest pixel. */
  readonly interpolation?: "bilinear" | "nearest";
}

/** Images of another size: [batch, any height, any width, channels] → [batch, height, width, channels]. Made smaller, images aren't smoothed. */
export class Resizing extends Layer {
  static override readonly takes = layerTakes<ResizingOptions>(
    "Resizing",
    { interpolation: true, dataFormat: true },
    "height",
    "width",
  );
  readonly height: number;
  readonly width: number;
  readonly interpolation: "bilinear" | "nearest";

  constructor(height: number, width: number, { interpolation = "bilinear", ...options }: ResizingOptions = {}) {
    super(options);
    expectChannelsLast(options);
    for (const [name, value] of Object.entries({ height, width })) {
      if (!Number.isInteger(value) || value < 1)
        throw new OptionError(`${name} of resized images is a whole number of at least 1, but this is ${shown(value)}.`);
    }
    lookUp("interpolation", interpolation, ways);
    this.height = height;
    this.width = width;
    this.interpolation = interpolation;
  }

  call(x: Tensor): Tensor {
    return ways[this.interpolation](x, this.height, this.width);
  }
}

/** Where the middle of pixel i of `to` lies among `from` pixels, in pixels: its own middle is at i where both are equal. */
const middle = (i: number, from: number, to: number): number => ((i + 0.5) * from) / to - 0.5;

function nearest(x: Tensor, height: number, width: number): Tensor {
  const [h, w] = expectImages(x);
  const at = (i: number, from: number, to: number) => Math.min(Math.floor(middle(i, from, to) + 0.5), from - 1);
  const places = range(height).flatMap((row) => range(width).map((column) => at(row, h, height) * w + at(column, w, width)));
  return reshape(pick(pixelsOf(x), places), [x.shape[0]!, height, width, x.shape[3]!]);
}

/** Rows first, of whole rows of pixels, then columns. */
function bilinear(x: Tensor, height: number, width: number): Tensor {
  const [h, w] = expectImages(x);
  const [batch, channels] = [x.shape[0]!, x.shape[3] as number];
  const rows = between(reshape(x, [batch, h, w * channels]), height);
  const images = productOf([batch, height]);
  return reshape(between(reshape(rows, [images, w, channels]), width), [batch, height, width, channels]);
}

/** [n, from, c] → [n, to, c]: each as a mix of its two neighbours along axis 1; beyond the ends stands what is at the ends. */
function between(x: Tensor, to: number): Tensor {
  const from = x.shape[1] as number;
  if (from === to) return x;
  const at = range(to).map((i) => Math.min(Math.max(middle(i, from, to), 0), from - 1));
  const shares = at.map((place) => place - Math.floor(place));
  const column = (values: readonly number[]) => constantOf("float32", [to, 1], values);
  const first = mul(pick(x, at.map(Math.floor)), column(shares.map((share) => 1 - share)));
  return add(first, mul(pick(x, at.map(Math.ceil)), column(shares)));
}

const ways = { bilinear, nearest } as const;

/** Images of another size: `resizing(32, 32)`. */
export const resizing = (height: number, width: number, options: ResizingOptions = {}): Resizing =>
  new Resizing(height, width, options);
