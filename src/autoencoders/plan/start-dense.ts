import { sum } from "../../core/statistics.ts";
import { Dense } from "../../layers/dense.ts";
import { DenseTranspose } from "../../layers/dense-transpose.ts";
import { GaussianCodings } from "../../layers/gaussian-codings.ts";
import type { AnyLayer } from "../../layers/layer.ts";
import { Standardization } from "../../layers/standardization.ts";
import type { EncoderDecoder } from "../family.ts";
import type { Principal } from "./principal.ts";

type Link = Dense | DenseTranspose | GaussianCodings;

/** SELU's slope above 0. */
export const SELU_SLOPE = 1.0507009873554805;
/** A component's unit is moved so far up, in deviations, that it stays on the straight part of SELU. */
const REACH = 4;
/** The projected components lie between their own sizes (0) and sizes that are all the same (1): the first ones still count most. */
const EVENED = 0.5;
/** Noise is never less than this share of the mean variance, as codings would otherwise be held to no distribution. */
const LEAST_NOISE = 1e-3;

/** Factors vary so many times as much as what isn't one, and make up so much of what all codings could keep. */
const [GAP, NEARLY_ALL] = [3, 0.97];

/** The name of the dense layer that projects numbers onto their principal components. */
export const PROJECTION = "components";

/**
 * What the first `codings` components leave, as the variance of each number: the noise of probabilistic PCA (Tipping & Bishop, 1999). Where the examples have fewer
 * factors than codings, it is the variance along the first direction beyond them, so that the other codings stay empty.
 */
export function noiseOf({ variances, total, width }: Principal, codings: number): number {
  const kept = sum(variances.subarray(0, codings));
  const noise = Math.max((total - kept) / Math.max(1, width - codings), (LEAST_NOISE * total) / width, 1e-12);
  let ofFactors = 0;
  for (let next = 1; next < Math.min(codings, variances.length); next++) {
    ofFactors += variances[next - 1]!;
    if (variances[next - 1]! >= GAP * variances[next]! && ofFactors >= NEARLY_ALL * kept)
      return Math.max(variances[next]!, noise);
  }
  return noise;
}

/**
 * Sets the weights of dense layers so that the network gives what as many principal components give: one unit of each layer carries one component on the straight
 * part of SELU, the other units begin as they were drawn, without a say in the result. Of normally distributed codings it is the optimum of the linear case, that of
 * probabilistic PCA (Lucas et al., 2019).
 */
export function startDense({ encoder, decoder }: EncoderDecoder, principal: Principal): void {
  const weighty = [encoder, decoder].map(({ layers }) =>
    layers.filter((layer) => layer.variables.length > 0 && !(layer instanceof Standardization)),
  );
  // Examples that are all alike have no directions.
  if (!(principal.variances[0]! > 0)) return;
  // Layers of another kind were put in: they keep the weights that were drawn.
  if (!weighty.flat().every(isLink) || weighty.some(({ length }) => length === 0)) return;
  const [down, up] = weighty as unknown as [Link[], Link[]];
  const codings = Math.min(widthOf(down.at(-1)!), principal.variances.length);
  const noise = noiseOf(principal, codings);
  const isProjected = down[0]!.name === PROJECTION;
  const inner = isProjected ? project(down.shift() as Dense, up.pop() as Dense, principal) : principal;
  carry([...down, ...up], inner, { noise, variances: principal.variances });
}

const isLink = (layer: AnyLayer): layer is Link =>
  layer instanceof GaussianCodings ||
  ((layer instanceof Dense || layer instanceof DenseTranspose) && ["selu", "linear"].includes(String(layer.config().activation)));

const isSelu = (link: Link): boolean => !(link instanceof GaussianCodings) && link.config().activation === "selu";

const widthOf = (link: Link): number => link.variables.at(-1)!.shape[0]!;

/** Sets the two projections. @returns the components as the layers between them see them. */
function project(to: Dense, back: Dense, { mean, directions, variances, width }: Principal): Principal {
  const many = to.units;
  const sizes = Float64Array.from(variances.subarray(0, many), (variance) => (variance * variances[0]!) ** (EVENED / 2));
  const [[kernel, bias], [backKernel, backBias]] = [numbersIn(to), numbersIn(back)];
  kernel!.fill(0);
  backKernel!.fill(0);
  bias!.fill(0);
  backBias!.set(mean);
  sizes.forEach((size, j) => {
    for (let i = 0; i < width; i++) {
      const along = directions[j * width + i]!;
      kernel![i * many + j] = along / size;
      backKernel![j * width + i] = along * size;
      bias![j]! -= (along / size) * mean[i]!;
    }
  });
  const units = new Float32Array(sizes.length * many);
  sizes.forEach((_, j) => {
    units[j * many + j] = 1;
  });
  const seen = Float64Array.from(sizes, (size, j) => variances[j]! / size ** 2);
  return {
    mean: new Float32Array(many),
    directions: units,
    variances: seen,
    total: seen.reduce((sum, x) => sum + x, 0),
    width: many,
  };
}

const numbersIn = ({ variables }: Link) => variables.map(({ value }) => value!);

/** What has come through the layers so far: unit j gives scale[j] · component j, which has a variance of 1, + offset[j]. */
interface Carried {
  readonly scale: Float64Array;
  readonly offset: Float64Array;
  /** Deviations of the components, as the last layer gives them back. */
  readonly deviations: Float64Array;
  readonly isTied: boolean;
}

/** @param noise and variances of the components, in the units of the loss. */
function carry(
  links: readonly Link[],
  inner: Principal,
  { noise, variances }: { readonly noise: number; readonly variances: Float64Array },
): void {
  const between = links.slice(0, -1);
  const last = links.at(-1)!;
  const many = Math.min(inner.variances.length, ...between.map(widthOf));
  const carried: Carried = {
    scale: new Float64Array(many).fill(1),
    offset: new Float64Array(many),
    deviations: inner.variances.map(Math.sqrt),
    isTied: last instanceof DenseTranspose,
  };
  // Codings that come at once stay as large as their components; what is to go through more layers is made of one size.
  takeIn(links[0] as Dense, inner, carried, { isEven: links.length > 2 });
  for (const [i, link] of between.entries()) {
    if (i > 0) passOn(link, carried);
    if (link instanceof GaussianCodings) shrink(link, carried, { noise, variances });
  }
  giveBack(last, inner, carried);
}

/** The first layer: each of its first units takes a component out of the numbers. */
function takeIn(link: Dense, { mean, directions, width }: Principal, carried: Carried, { isEven }: { isEven: boolean }): void {
  const { scale, offset, deviations, isTied } = carried;
  const [kernel, bias] = numbersIn(link) as [Float32Array, Float32Array];
  const units = widthOf(link);
  centre(link, scale.length, mean);
  scale.forEach((_, j) => {
    const weight = isTied ? 1 / Math.sqrt(SELU_SLOPE) : 1 / deviations[isEven ? j : 0]!;
    bias[j] = 0;
    for (let i = 0; i < width; i++) {
      kernel[i * units + j] = weight * directions[j * width + i]!;
      bias[j]! -= kernel[i * units + j]! * mean[i]!;
    }
    scale[j] = weight * deviations[j]!;
    offset[j] = 0;
  });
  lift(link, carried);
}

/** A layer between: each of its first units takes over the one before it. */
function passOn(link: Link, carried: Carried): void {
  const { scale, offset, isTied } = carried;
  const [kernel, bias] = numbersIn(link) as [Float32Array, Float32Array];
  const units = widthOf(link);
  // A layer with the kernel of another one has that one's numbers already.
  if (!(link instanceof DenseTranspose)) centre(link, scale.length, offset);
  scale.forEach((_, j) => {
    const weight = isTied ? 1 / SELU_SLOPE : 1 / scale[j]!;
    if (!(link instanceof DenseTranspose)) kernel[j * units + j] = weight;
    bias[j] = -weight * offset[j]!;
    scale[j]! *= weight;
    offset[j] = 0;
  });
  lift(link, carried);
}

/** Takes everything but what it carries out of the first units, and lets the others see inputs about 0. */
function centre(link: Link, many: number, mean: ArrayLike<number>): void {
  const [kernel, bias] = numbersIn(link) as [Float32Array, Float32Array];
  const units = widthOf(link);
  for (let unit = many; unit < units; unit++) {
    bias[unit] = 0;
    for (let i = 0; i < mean.length; i++) bias[unit]! -= kernel[i * units + unit]! * mean[i]!;
  }
  for (let at = 0; at < kernel.length; at += units) kernel.fill(0, at, at + many);
}

/** Moves what is carried up to where SELU is straight. */
function lift(link: Link, { scale, offset }: Carried): void {
  if (!isSelu(link)) return;
  const bias = numbersIn(link)[1]!;
  scale.forEach((size, j) => {
    bias[j]! += REACH * size;
    scale[j] = SELU_SLOPE * size;
    offset[j] = SELU_SLOPE * REACH * size;
  });
}

/** The last layer: puts the numbers together out of the components. */
function giveBack(link: Link, { mean, directions, width }: Principal, { scale, offset, deviations, isTied }: Carried): void {
  const [kernel, bias] = numbersIn(link) as [Float32Array, Float32Array];
  // The numbers are above 0 where SELU gives them: greedy training gives back what SELU gave.
  const slope = isSelu(link) ? SELU_SLOPE : 1;
  if (!isTied) kernel.fill(0);
  for (let i = 0; i < width; i++) bias[i] = mean[i]! / slope;
  scale.forEach((size, j) => {
    for (let i = 0; i < width; i++) {
      const along = directions[j * width + i]!;
      const weight = isTied ? along / Math.sqrt(SELU_SLOPE) : (along * deviations[j]!) / size / slope;
      if (!isTied) kernel[j * width + i] = weight;
      bias[i]! -= weight * offset[j]!;
    }
  });
}

/** Codings of one distribution: the less of a component's variance stands out of the noise, the nearer its coding stays to the standard normal one. */
function shrink(
  link: GaussianCodings,
  { scale, deviations }: Carried,
  { noise, variances }: { readonly noise: number; readonly variances: Float64Array },
): void {
  const [kernel, bias, varianceKernel, varianceBias] = numbersIn(link) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const { units } = link;
  varianceKernel.fill(0);
  varianceBias.fill(0);
  scale.forEach((_, j) => {
    const share = Math.max(0, 1 - noise / variances[j]!);
    for (let at = j; at < kernel.length; at += units) kernel[at]! *= Math.sqrt(share);
    bias[j]! *= Math.sqrt(share);
    deviations[j]! *= Math.sqrt(share);
    if (share > 0) varianceBias[j] = Math.log(noise / variances[j]!);
  });
}
