import { firstNotFinite } from "../../core/finite.ts";
import { type NdArray, ndarray, sizeOf } from "../../core/ndarray.ts";
import { asRows, sampleOf } from "../../core/rows.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { Autoencoder } from "../autoencoder.ts";
import { type Principal, principalOf } from "../plan/principal.ts";
import { type Standards, standardsOf } from "../standardize.ts";
import { type BesidePca, besidePca } from "./beside-pca.ts";
import { divergencesOf } from "./divergences.ts";

/** What an autoencoder makes of some examples, in the units that the loss measures. */
export interface Look {
  readonly autoencoder: Autoencoder;
  readonly count: number;
  /** The number of training examples, if it is known. */
  readonly learned: number | undefined;
  /** [count, numbers] */
  readonly examples: NdArray<"float32">;
  readonly reconstructions: NdArray<"float32">;
  /** [count, …] */
  readonly codings: NdArray<"float32">;
  /** [codings]: of a variational autoencoder, in nats. */
  readonly divergences?: Float32Array | undefined;
  /** Of the examples learned from; undefined where they aren't known, or can't be compared. */
  readonly principal?: Principal | undefined;
  /** Compares it with PCA (`besidePca`); undefined where that can't be, or PCA would lose nothing. */
  readonly beside: (components: number, isShrunk?: boolean) => Promise<BesidePca | undefined>;
}

/** Examples that are looked at, and learned from by PCA, at most, and numbers of them. */
const LOOKED = 2000;
const LEARNED = 5000;
const NUMBERS = 2 ** 24;
/** Principal directions that are looked for at most: more take long. */
const MOST_DIRECTIONS = 128;
/** More than are compared with, so that these settle. */
const SPARE = 8;

/** Some examples, of wide ones fewer. */
const someOf = <T extends NdArray>(examples: T, most: number): T =>
  sampleOf(examples, Math.max(2, Math.min(most, Math.floor(NUMBERS / sizeOf(examples.shape.slice(1))))));

/** Reconstructs and encodes some of the examples, and finds the principal directions of those learned from. */
export async function lookAt(
  autoencoder: Autoencoder,
  all: NdArray,
  { learned, runtime }: { readonly learned: NdArray | undefined; readonly runtime: Runtime | undefined },
): Promise<Look> {
  const given = someOf(all, LOOKED);
  const { scalers, trained } = autoencoder;
  const standards = scalers && standardsOf(scalers);
  const examples = inUnits(given, standards);
  const reconstructions = inUnits(await autoencoder.reconstruct(given, { runtime }), standards);
  const from = learned && someOf(learned, LEARNED);
  const codings = await autoencoder.transform(given, { runtime });
  const most = Math.min(MOST_DIRECTIONS, sizeOf(codings.shape.slice(1)) + SPARE);
  const principal =
    from && areCompared(autoencoder, [given, from]) ? await principalOf(from, runtime, standards, most) : undefined;
  return {
    autoencoder,
    count: given.shape[0]!,
    learned: learned?.shape[0],
    examples,
    reconstructions,
    codings,
    divergences: await divergencesOf(trained, given, runtime),
    principal,
    beside: async (components, isShrunk = false) =>
      principal && components > 0 && components < principal.width
        ? besidePca(examples, reconstructions, { principal, components, isShrunk, runtime })
        : undefined,
  };
}

/** [n, …] as rows of float32, pixels from 0 to 1 and other numbers as the model scales them. */
function inUnits(array: NdArray, standards: Standards | undefined): NdArray<"float32"> {
  const { shape, data, dtype } = asRows(array);
  const unit = dtype === "uint8" ? 1 / 255 : 1;
  const size = standards?.scale.length ?? 1;
  const values = new Float32Array(data.length);
  for (let i = 0; i < values.length; i++) {
    const x = Number(data[i]) * unit;
    values[i] = standards ? (x - standards.center[i % size]!) / standards.scale[i % size]! : x;
  }
  return ndarray("float32", shape, values);
}

/** Losses that are least where the squared error is, about. */
const SQUARED = ["mse", "binaryCrossentropy", "mixed"];

/**
 * Whether the squared error says how good it is: not of categories, of rows that lack values, or where another error was asked for. Sparsity is a price that the
 * error pays, and one that was asked for.
 */
const areCompared = ({ settings, features }: Autoencoder, arrays: readonly NdArray[]): boolean =>
  SQUARED.includes(settings.loss) &&
  !("sparsity" in settings) &&
  (features ?? []).every(({ kind }) => kind === "number") &&
  arrays.every((array) => firstNotFinite(array) < 0);
