import { sum } from "../../core/statistics.ts";
import { Dense } from "../../layers/dense.ts";
import { DenseTranspose } from "../../layers/dense-transpose.ts";
import { GaussianCodings } from "../../layers/gaussian-codings.ts";
import type { AnyLayer } from "../../layers/layer.ts";
import { Standardization } from "../../layers/standardization.ts";
import type { EncoderDecoder } from "../family.ts";
import type { Principal } from "./principal.ts";

type Link = Dense | DenseTranspose | GaussianCodings;

/** Slope of SELU above 0. */
export const SELU_SLOPE = 1.0507009873554805;
/** The unit of a component is shifted up by this many standard deviations, so that it stays in the linear part of SELU. */
const REACH = 4;
/**
 * Exponent of the projected components' sizes, between their own sizes (0) and equal sizes (1). The first components still count
 * most.
 */
const EVENED = 0.5;
/** Minimum noise as a share of the mean variance. Without noise, the codings would not be held to a distribution. */
const LEAST_NOISE = 1e-3;

/**
 * The variance of a factor is at least this many times that of the first direction after the factors. Together, the factors make
 * up at least this share of the variance that all codings could keep.
 */
const [GAP, NEARLY_ALL] = [3, 0.97];

/** Name of the dense layer that projects numbers onto their principal components. */
export const PROJECTION = "components";

/**
 * Returns the variance of each number that the first `codings` components leave: the noise of probabilistic PCA (Tipping &
 * Bishop, 1999). If the examples have fewer factors than codings, it is the variance along the first direction after the factors,
 * so that the other codings stay empty.
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
 * Sets the weights of dense layers so that the network returns the reconstructions of the same number of principal components.
 * One unit of each layer carries one component in the linear part of SELU. The other units have random initial weights, and don't
 * change the result. For normally distributed codings this is the optimum of the linear case, probabilistic PCA (Lucas et al.,
 * 2019).
 */
export function startDense({ encoder, decoder }: EncoderDecoder, principal: Principal): void {
  const weighty = [encoder, decoder].map(({ layers }) =>
    layers.filter((layer) => layer.variables.length > 0 && !(layer instanceof Standardization)),
  );
  // Examples that are all the same have no directions.
  if (!(principal.variances[0]! > 0)) return;
  // If the layers are custom and of another kind, they keep their random weights.
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

/** Sets the two projections. @returns the components as the layers between the projections see them. */
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

/**
 * The components after the layers so far: unit j has the value scale[j] · component j + offset[j], where the component has a
 * variance of 1.
 */
interface Carried {
  readonly scale: Float64Array;
  readonly offset: Float64Array;
  /** Standard deviations of the components in the last layer's output. */
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
  // If the codings come directly from the first layer, they are as large as their components. Components that pass through more
  // layers get equal sizes.
  takeIn(links[0] as Dense, inner, carried, { isEven: links.length > 2 });
  for (const [i, link] of between.entries()) {
    if (i > 0) passOn(link, carried);
    if (link instanceof GaussianCodings) shrink(link, carried, { noise, variances });
  }
  giveBack(last, inner, carried);
}

/** Sets the first layer: each of its first units computes one component. */
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

/** Sets a layer in between: each of its first units copies one unit of the layer before. */
function passOn(link: Link, carried: Carried): void {
  const { scale, offset, isTied } = carried;
  const [kernel, bias] = numbersIn(link) as [Float32Array, Float32Array];
  const units = widthOf(link);
  // A layer with the kernel of another layer already has its numbers.
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

/** Removes everything except the carried component from the first units, and makes the mean input of the others about 0. */
function centre(link: Link, many: number, mean: ArrayLike<number>): void {
  const [kernel, bias] = numbersIn(link) as [Float32Array, Float32Array];
  const units = widthOf(link);
  for (let unit = many; unit < units; unit++) {
    bias[unit] = 0;
    for (let i = 0; i < mean.length; i++) bias[unit]! -= kernel[i * units + unit]! * mean[i]!;
  }
  for (let at = 0; at < kernel.length; at += units) kernel.fill(0, at, at + many);
}

/** Shifts the carried components up to the linear part of SELU. */
function lift(link: Link, { scale, offset }: Carried): void {
  if (!isSelu(link)) return;
  const bias = numbersIn(link)[1]!;
  scale.forEach((size, j) => {
    bias[j]! += REACH * size;
    scale[j] = SELU_SLOPE * size;
    offset[j] = SELU_SLOPE * REACH * size;
  });
}

/** Sets the last layer: it reconstructs the numbers from the components. */
function giveBack(link: Link, { mean, directions, width }: Principal, { scale, offset, deviations, isTied }: Carried): void {
  const [kernel, bias] = numbersIn(link) as [Float32Array, Float32Array];
  // The outputs of SELU are numbers above 0, which greedy training reconstructs with SELU.
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

/**
 * Sets codings with a distribution. The less the variance of a component exceeds the noise, the nearer its coding is to the
 * standard normal distribution.
 */
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
