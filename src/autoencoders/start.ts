import { Dense } from "../layers/dense.ts";
import { DenseTranspose } from "../layers/dense-transpose.ts";
import { GaussianCodings } from "../layers/gaussian-codings.ts";
import type { AnyLayer } from "../layers/layer.ts";
import { Standardization } from "../layers/standardization.ts";
import type { EncoderDecoder } from "./family.ts";
import type { Principal } from "./principal.ts";

type Link = Dense | DenseTranspose | GaussianCodings;

/** SELU's slope above 0. */
const SLOPE = 1.0507009873554805;
/** A component's unit is moved so far up, in deviations, that it stays on the straight part of SELU. */
const REACH = 4;
/** The projected components lie between their own sizes (0) and sizes that are all the same (1): the first ones still count most. */
const EVENED = 0.5;
/** Noise is never less than this share of the mean variance, as codings would otherwise be held to no distribution. */
const LEAST_NOISE = 1e-3;

/** The name of the dense layer that projects numbers onto their principal components. */
export const PROJECTION = "components";

/** What the first `codings` components leave, as the variance of each number: the noise of probabilistic PCA (Tipping & Bishop, 1999). */
export function noiseOf({ variances, total, width }: Principal, codings: number): number {
  const kept = variances.subarray(0, codings).reduce((sum, variance) => sum + variance, 0);
  return Math.max((total - kept) / Math.max(1, width - codings), (LEAST_NOISE * total) / width, 1e-12);
}

/**
 * Sets the weights of dense layers so that the network gives what as many principal components give: one unit of each layer carries one component on the straight
 * part of SELU, the other units begin as they were drawn, without a say in the result. Of normally distributed codings it is the optimum of the linear case, that of
 * probabilistic PCA (Lucas et al., 2019).
 */
export function startAt({ encoder, decoder }: EncoderDecoder, principal: Principal): void {
  const weighty = [encoder, decoder].map(({ layers }) =>
    layers.filter((layer) => layer.variables.length > 0 && !(layer instanceof Standardization)),
  );
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

const widthOf = (link: Link): number => link.variables.at(-1)!.shape[0]!;

/** Sets the two projections. @returns the components as the layers between them see them. */
function project(to: Dense, back: Dense, { mean, directions, variances, width }: Principal): Principal {
  const many = to.units;
  const sizes = Float64Array.from(variances.subarray(0, many), (variance) => (variance * variances[0]!) ** (EVENED / 2));
  const [[kernel, bias], [backKernel, backBias]] = [valuesOf(to), valuesOf(back)];
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

const valuesOf = ({ variables }: Link) => variables.map(({ value }) => value!);

/** @param given the noise and the components' variances, in the units of the loss. */
function carry(links: readonly Link[], inner: Principal, given: { readonly noise: number; readonly variances: Float64Array }) {
  const { mean, directions, width } = inner;
  const deviations = inner.variances.map(Math.sqrt);
  const many = Math.min(inner.variances.length, ...links.slice(0, -1).map(widthOf));
  const isTied = links.at(-1) instanceof DenseTranspose;
  /** Codings that come at once stay as large as their components; what is to go through more layers is made of one size. */
  const isShort = links.length === 2;
  /** Unit j of the last layer gives scale[j] · component j, of variance 1, + offset[j]. */
  const scale = new Float64Array(many);
  const offset = new Float64Array(many);
  links.forEach((link, at) => {
    const [first, last] = [at === 0, at === links.length - 1];
    const isSelu = link.config().activation === "selu";
    const [kernel, bias] = valuesOf(link) as [Float32Array, Float32Array];
    const units = widthOf(link);
    const inputs = kernel.length / units;
    if (last) {
      // What SELU gives back above 0, where all that carries something is.
      const slope = isSelu ? SLOPE : 1;
      if (!isTied) kernel.fill(0);
      for (let i = 0; i < width; i++) bias[i] = mean[i]! / slope;
      for (let j = 0; j < many; j++)
        for (let i = 0; i < width; i++) {
          const along = directions[j * width + i]!;
          if (!isTied) kernel[j * units + i] = (along * deviations[j]!) / scale[j]! / slope;
          const weight = isTied ? along / Math.sqrt(SLOPE) : kernel[j * units + i]!;
          bias[i]! -= weight * offset[j]!;
        }
      return;
    }
    if (!(link instanceof DenseTranspose)) {
      // The units that carry nothing see their inputs about 0.
      for (let unit = many; unit < units; unit++) {
        bias[unit] = 0;
        for (let i = 0; i < (first ? inputs : many); i++)
          bias[unit]! -= kernel[i * units + unit]! * (first ? mean[i]! : offset[i]!);
      }
      for (let i = 0; i < inputs; i++) kernel.fill(0, i * units, i * units + many);
    }
    for (let j = 0; j < many; j++) {
      let centre = 0;
      let weight: number;
      if (first) {
        weight = isTied ? 1 / Math.sqrt(SLOPE) : 1 / deviations[isShort ? 0 : j]!;
        for (let i = 0; i < inputs; i++) {
          kernel[i * units + j] = weight * directions[j * width + i]!;
          centre += kernel[i * units + j]! * mean[i]!;
        }
        scale[j] = weight * deviations[j]!;
      } else {
        weight = isTied ? 1 / SLOPE : 1 / scale[j]!;
        if (!(link instanceof DenseTranspose)) kernel[j * units + j] = weight;
        centre = weight * offset[j]!;
        scale[j] = weight * scale[j]!;
      }
      const up = isSelu ? REACH * scale[j]! : 0;
      bias[j] = up - centre;
      const slope = isSelu ? SLOPE : 1;
      scale[j]! *= slope;
      offset[j] = slope * up;
    }
    if (link instanceof GaussianCodings) shrink(link, many, deviations, given);
  });
}

/** Codings of one distribution: the less of a component's variance stands out of the noise, the nearer its coding stays to the standard normal one. */
function shrink(
  link: GaussianCodings,
  many: number,
  deviations: Float64Array,
  { noise, variances }: { readonly noise: number; readonly variances: Float64Array },
): void {
  const [kernel, bias, varianceKernel, varianceBias] = valuesOf(link) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const { units } = link;
  varianceKernel.fill(0);
  varianceBias.fill(0);
  for (let j = 0; j < many; j++) {
    const share = Math.max(0, 1 - noise / variances[j]!);
    for (let i = 0; i < kernel.length / units; i++) kernel[i * units + j]! *= Math.sqrt(share);
    bias[j]! *= Math.sqrt(share);
    deviations[j]! *= Math.sqrt(share);
    if (share > 0) varianceBias[j] = Math.log(noise / variances[j]!);
  }
}
