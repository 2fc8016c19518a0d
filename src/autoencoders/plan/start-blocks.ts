import { Conv1D } from "../../layers/conv-1d.ts";
import { Conv1DTranspose } from "../../layers/conv-1d-transpose.ts";
import { Conv2D } from "../../layers/conv-2d.ts";
import { Conv2DTranspose } from "../../layers/conv-2d-transpose.ts";
import type { EncoderDecoder } from "../family.ts";
import type { BlockLevel, Blocks } from "./blocks.ts";
import { SELU_SLOPE } from "./start-dense.ts";

/**
 * Units are shifted up by this many roots of their mean square, so that they stay in the linear part of SELU. Blocks with edges
 * are far from the mean.
 */
const REACH = 4;

/** Size of a kernel along each side that is halved: a block, and one place on each side of it. */
export const KERNEL = 4;

type Convolution = Conv1D | Conv1DTranspose | Conv2D | Conv2DTranspose;

/** The values of a map: component / standard deviation · slope + offset. */
interface Units {
  readonly sizes: ArrayLike<number>;
  readonly slope: number;
  readonly offset: number;
}

/** A step between maps with larger and with smaller sides. */
interface Step {
  readonly level: BlockLevel;
  readonly fine: Units;
  readonly coarse: Units;
  readonly block: Blocks["block"];
}

/**
 * Sets the weights of convolutions with strides, and of the transposed ones, so that the network returns the reconstructions of
 * the leading directions of blocks. The other units have random initial weights, and don't change the result.
 */
export function startBlocks({ encoder, decoder }: EncoderDecoder, { block, levels }: Blocks): void {
  const down = encoder.layers.filter((layer): layer is Conv1D | Conv2D => layer instanceof Conv1D || layer instanceof Conv2D);
  const up = decoder.layers
    .filter(
      (layer): layer is Conv1DTranspose | Conv2DTranspose => layer instanceof Conv1DTranspose || layer instanceof Conv2DTranspose,
    )
    .toReversed();
  // If the layers are of another kind, because they are custom or use pooling, they keep their random weights.
  if (down.length === 0 || down.length > levels.length || down.length !== up.length || !down.every(isHalving)) return;
  // The hidden layers were made narrower after the directions were found.
  if (down.slice(0, -1).some(({ filters }, i) => filters <= levels[i]!.carried)) return;
  // Examples that are all the same have no directions.
  if (!(levels[0]!.sizes[0]! > 0)) return;
  const codings = down.length - 1;
  let fine: Units = { sizes: new Float64Array(levels[0]!.mean.length).fill(1), slope: 1, offset: 0 };
  for (const [i, layer] of down.entries()) {
    const level = levels[i]!;
    const isCoding = i === codings;
    const many = Math.min(isCoding ? level.sizes.length : level.carried, layer.filters);
    // A direction without variance is divided by the largest size, so that it carries almost nothing.
    const sizes = Array.from(level.sizes.subarray(0, many), (size) => (size > 1e-3 * level.sizes[0]! ? size : level.sizes[0]!));
    const coarse: Units = isCoding ? { sizes, slope: 1, offset: 0 } : { sizes, slope: SELU_SLOPE, offset: SELU_SLOPE * REACH };
    const step = { level, fine, coarse, block };
    takeIn(layer, step);
    giveBack(up[i]!, step);
    fine = coarse;
  }
}

const isHalving = ({ strides, padding }: Conv1D | Conv2D): boolean => [strides].flat().includes(2) && padding === "same";

/**
 * Returns the numbers of a kernel for a place of a block. The first and the last tap along a halved side are outside of the
 * block.
 */
function tapsOf({ variables: [kernel] }: Convolution, [down, across]: Blocks["block"]) {
  const size = kernel!.shape.at(-1)! * kernel!.shape.at(-2)!;
  const row = across === 1 ? 1 : KERNEL;
  return (place: number) => {
    const [y, x] = [Math.floor(place / across), place % across];
    return kernel!.value!.subarray(((y + (down === 1 ? 0 : 1)) * row + x + (across === 1 ? 0 : 1)) * size).subarray(0, size);
  };
}

/** Sets the kernel from fine to coarse maps: [taps, fine, coarse]. */
function takeIn(layer: Conv1D | Conv2D, { level, fine, coarse, block }: Step): void {
  const [kernel, bias] = layer.variables.map(({ value }) => value!) as [Float32Array, Float32Array];
  const { filters } = layer;
  const many = coarse.sizes.length;
  const inputs = layer.variables[0]!.shape.at(-2)!;
  const numbers = level.sizes.length;
  // The inputs of the other units have a mean of about 0.
  for (let unit = many; unit < filters; unit++) bias[unit] = 0;
  for (let at = 0; at < kernel.length; at += filters) {
    const input = (at / filters) % inputs;
    const offset = input < fine.sizes.length ? fine.offset : 0;
    for (let unit = many; unit < filters; unit++) bias[unit]! -= kernel[at + unit]! * offset;
    kernel.fill(0, at, at + many);
  }
  const taps = tapsOf(layer, block);
  const maps = fine.sizes.length;
  for (let j = 0; j < many; j++) {
    const unit = 1 / coarse.sizes[j]!;
    let sum = coarse.offset / coarse.slope;
    for (let place = 0; place < block[0] * block[1]; place++)
      for (let i = 0; i < maps; i++) {
        const along = unit * level.directions[j * numbers + place * maps + i]!;
        const weight = (along * fine.sizes[i]!) / fine.slope;
        taps(place)[i * filters + j] = weight;
        sum -= weight * fine.offset + along * level.mean[i]!;
      }
    bias[j] = sum;
  }
}

/** Sets the kernel from coarse to fine maps: [taps, fine, coarse]. */
function giveBack(layer: Conv1DTranspose | Conv2DTranspose, { level, fine, coarse, block }: Step): void {
  const [kernel, bias] = layer.variables.map(({ value }) => value!) as [Float32Array, Float32Array];
  const { filters } = layer;
  const inputs = layer.variables[0]!.shape.at(-1)!;
  const [many, maps, numbers, places] = [coarse.sizes.length, fine.sizes.length, level.sizes.length, block[0] * block[1]];
  // After the maps that carry components comes one with a constant value, which shifts the units back down by the amount that
  // each place needs.
  const isHidden = fine.offset > 0;
  const set = isHidden ? maps + 1 : maps;
  for (let at = 0; at < kernel.length; at += filters * inputs) {
    kernel.fill(0, at, at + set * inputs);
    for (let unit = set; unit < filters; unit++)
      for (let j = 0; j < many; j++) bias[unit]! -= (kernel[at + unit * inputs + j]! * coarse.offset) / places;
  }
  for (let i = 0; i < maps; i++) bias[i] = level.mean[i]! / fine.sizes[i]! + fine.offset / fine.slope;
  if (isHidden) bias[maps] = 1;
  const taps = tapsOf(layer, block);
  for (let place = 0; place < places; place++)
    for (let i = 0; i < maps; i++) {
      let moved = 0;
      for (let j = 0; j < many; j++) {
        const weight = (level.directions[j * numbers + place * maps + i]! * coarse.sizes[j]!) / coarse.slope / fine.sizes[i]!;
        taps(place)[i * inputs + j] = weight;
        moved += weight * coarse.offset;
      }
      if (coarse.offset > 0) taps(place)[i * inputs + many] = -moved / SELU_SLOPE;
    }
}
