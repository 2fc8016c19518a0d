import { isPresent } from "../anomalies/scaling.ts";
import { ndarray } from "../core/ndarray.ts";
import {
  abs,
  add,
  cast,
  concat,
  constant,
  div,
  exp,
  greater,
  less,
  log,
  max,
  maximum,
  min,
  minimum,
  mul,
  reduceSum,
  reshape,
  sign,
  slice,
  sqrt,
  square,
  sub,
  type Tensor,
  where,
} from "../graph/index.ts";
import type { WindowLength } from "./lengths.ts";

/** How the channels of a series are made comparable. */
export interface Channels {
  /** The usual level of each channel. */
  readonly center: Float32Array;
  /** The usual distance from that level; 0 for a channel that doesn't vary. */
  readonly scale: Float32Array;
  /** 1 for a channel whose level has a trend. Its windows are described relative to their own mean. */
  readonly trend: Float32Array;
}

/** Statistics of a window: its mean, deviation, least and greatest value, and mean step. */
const STATISTICS = 5;
/** Values further from the center than this many units are drawn in, so that one spike doesn't decide the statistics of a window. */
const TAIL = 5;
/** Added to a deviation before its logarithm is taken. A deviation of 0 isn't infinitely far from a small one. */
const SMALL = 0.01;
/** Stands for a missing value where a least or greatest one is sought. */
const FAR = 1e30;

/** Number of features of a window of some channels. */
export const featureCountOf = ({ bins }: WindowLength, channels: number): number => (STATISTICS + bins) * channels;

const vector = (values: Float32Array): Tensor => constant(ndarray("float32", [values.length], values));
const flags = (condition: Tensor): Tensor => cast(condition, "float32");

/** Draws in the tails of scaled values. A missing value stays missing. */
function drawnIn(values: Tensor): Tensor {
  const beyond = maximum(sub(abs(values), TAIL), 0);
  return where(greater(abs(values), TAIL), mul(sign(values), add(log(add(beyond, 1)), TAIL)), values);
}

/** Undoes `drawnIn`, for values that aren't further away than any reading could be. */
function drawnOut(values: Tensor): Tensor {
  const beyond = minimum(maximum(sub(abs(values), TAIL), 0), TAIL);
  return where(greater(abs(values), TAIL), mul(sign(values), add(sub(exp(beyond), 1), TAIL)), values);
}

/** Features of windows, and the means that were subtracted from them. */
export interface Features {
  /** [batch, features]: the statistics and the shape of each channel. NaN if too many values are missing. */
  readonly features: Tensor;
  /** [batch, 1, channels]: the mean of each window of a channel with a trend, 0 for others. */
  readonly subtracted: Tensor;
}

/**
 * Describes windows of readings [batch, window, channels] by features. For each channel these are its statistics and its shape. The
 * statistics are the mean, the least and the greatest value, and the logarithms of the deviation and of the mean absolute step. The shape
 * is the means of the equal parts of the window.
 */
export function featuresOf(windows: Tensor, { window, bins }: WindowLength, channels: Channels): Features {
  const [batch] = windows.shape;
  const count = channels.center.length;
  const units = vector(channels.scale.map((unit) => (unit > 0 ? 1 / unit : 0)));
  const scaled = mul(sub(windows, vector(channels.center)), units);
  const there = flags(isPresent(scaled));
  const known = reduceSum(there, [1], { keepDims: true });
  const meanOf = (x: Tensor) => div(reduceSum(x, [1], { keepDims: true }), maximum(known, 1));
  const filled = where(isPresent(scaled), scaled, 0);
  const subtracted = mul(meanOf(filled), vector(channels.trend));
  const values = mul(drawnIn(sub(filled, subtracted)), there);
  const level = meanOf(values);
  const deviation = sqrt(meanOf(mul(square(sub(values, level)), there)));
  const missing = sub(1, there);
  const least = min(add(values, mul(missing, FAR)), [1], { keepDims: true });
  const greatest = max(sub(values, mul(missing, FAR)), [1], { keepDims: true });
  const both = mul(slice(there, 1, 1, window), slice(there, 1, 0, window - 1));
  const steps = abs(sub(slice(values, 1, 1, window), slice(values, 1, 0, window - 1)));
  const pairs = reduceSum(both, [1], { keepDims: true });
  const roughness = div(reduceSum(mul(steps, both), [1], { keepDims: true }), maximum(pairs, 1));
  // Relative to itself, the mean is 0, up to rounding errors that grow with the level.
  const free = mul(level, vector(channels.trend.map((trend) => 1 - trend)));
  const ofWindow = concat([free, log(add(deviation, SMALL)), least, greatest, log(add(roughness, SMALL))], 1);
  // A window of which less than half is known counts as missing.
  const statistics = where(less(known, window / 2), Number.NaN, ofWindow);
  const width = window / bins;
  const inBins = (x: Tensor) => reduceSum(reshape(x, [batch!, bins, width, count]), [2]);
  const knownInBins = inBins(there);
  const shape = where(less(knownInBins, 0.5), Number.NaN, div(inBins(values), maximum(knownInBins, 1)));
  return { features: reshape(concat([statistics, shape], 1), [batch!, (STATISTICS + bins) * count]), subtracted };
}

/** Sums features [batch, features] by channel: [batch, channels]. */
export const byChannel = (features: Tensor, { bins }: WindowLength, channels: number): Tensor =>
  reduceSum(reshape(features, [features.shape[0]!, STATISTICS + bins, channels]), [1]);

/** Returns the means of the parts among features [batch, features], in the readings' units: [batch, bins, channels]. */
export function shapeIn(features: Tensor, { bins }: WindowLength, channels: Channels, subtracted: Tensor): Tensor {
  const all = reshape(features, [features.shape[0]!, STATISTICS + bins, channels.center.length]);
  const scaled = add(drawnOut(slice(all, 1, STATISTICS, STATISTICS + bins)), subtracted);
  return add(mul(scaled, vector(channels.scale)), vector(channels.center));
}
