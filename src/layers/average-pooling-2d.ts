import { ndarray } from "../core/ndarray.ts";
import { orFirst } from "../core/options.ts";
import { averagePool, constant, mul, NOWHERE, pick, reduceSum, reshape, type Tensor } from "../graph/index.ts";
import { Pooling2D, type Pooling2DOptions, pooling2dTakes } from "./pooling-2d.ts";
import { channelsFirst, channelsLast, type Pair, pixelsOf, pixelsUnder, placement, type Windows } from "./windows.ts";

/**
 * Takes the mean of each window of images. Padding isn't counted. Input [batch, height, width, channels]; output [batch,
 * height', width', channels].
 */
export class AveragePooling2D extends Pooling2D {
  static override readonly takes = pooling2dTakes("AveragePooling2D");

  protected lowered(x: Tensor, windows: Windows): Tensor {
    const under = pixelsUnder(windows);
    const [n, , , c] = x.shape as readonly [Tensor["shape"][number], number, number, number];
    const [count, taps] = [under.length, under[0]!.length];
    const places = Array.from({ length: taps }, (_, tap) => under.map((pixels) => pixels[tap]!)).flat();
    const sums = reduceSum(reshape(pick(pixelsOf(x), places), [n, taps, count * c]), [1]);
    const shares = under.flatMap((pixels) => Array<number>(c).fill(1 / pixels.filter((pixel) => pixel !== NOWHERE).length));
    const means = mul(reshape(sums, [n, count * c]), constant(ndarray("float32", [count * c], Float32Array.from(shares))));
    return reshape(means, [n, ...windows.count, c]);
  }

  protected standard(x: Tensor, windows: Windows): Tensor {
    return channelsLast(averagePool(channelsFirst(x), { window: windows.size, ...placement(windows) }));
  }
}

/**
 * Creates a layer that takes means over windows of images. The default windows of 2 x 2 pixels halve height and width.
 * @example
 * const pooled = averagePooling2d({ poolSize: 3, strides: 2 });
 */
export const averagePooling2d = (options: Pooling2DOptions | number | Pair = {}): AveragePooling2D =>
  new AveragePooling2D(orFirst<Pooling2DOptions>("poolSize", options));
