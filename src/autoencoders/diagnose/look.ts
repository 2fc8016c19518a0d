import { firstNotFinite } from "../../core/finite.ts";
import { type NdArray, ndarray, sizeOf } from "../../core/ndarray.ts";
import { asRows, sampleOf } from "../../core/rows.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { Autoencoder } from "../autoencoder.ts";
import { type Principal, principalOf } from "../plan/principal.ts";
import { type Standards, standardsOf } from "../standardize.ts";
import { compareWithPca, type PcaComparison } from "./compare-with-pca.ts";
import { divergencesOf } from "./divergences.ts";

/** Codings and reconstructions of some examples, in the units of the loss. */
export interface Look {
  readonly autoencoder: Autoencoder;
  readonly count: number;
  /** Number of training examples, if it is known. */
  readonly learned: number | undefined;
  /** [count, numbers] */
  readonly examples: NdArray<"float32">;
  readonly reconstructions: NdArray<"float32">;
  /** [count, …] */
  readonly codings: NdArray<"float32">;
  /** [codings], in nats; for variational autoencoders only. */
  readonly divergences?: Float32Array | undefined;
  /** The principal directions of the training examples; undefined if these aren't known, or can't be compared. */
  readonly principal?: Principal | undefined;
  /** Compares the autoencoder with PCA (`compareWithPca`); returns undefined if that isn't possible, or if PCA has no error. */
  readonly withPca: (components: number, isShrunk?: boolean) => Promise<PcaComparison | undefined>;
}

/** Maximum number of examples to check, of examples for PCA, and of numbers in them. */
const LOOKED = 2000;
const LEARNED = 5000;
const NUMBERS = 2 ** 24;
/** Maximum number of principal directions, because more take long. */
const MOST_DIRECTIONS = 128;
/** Number of additional directions that are computed, so that those that are used are accurate. */
const SPARE = 8;

/** Returns some examples, fewer if they are wide. */
const someOf = <T extends NdArray>(examples: T, most: number): T =>
  sampleOf(examples, Math.max(2, Math.min(most, Math.floor(NUMBERS / sizeOf(examples.shape.slice(1))))));

/** Encodes and reconstructs some of the examples, and finds the principal directions of the training examples. */
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
    withPca: async (components, isShrunk = false) =>
      principal && components > 0 && components < principal.width
        ? compareWithPca(examples, reconstructions, { principal, components, isShrunk, runtime })
        : undefined,
  };
}

/** Returns [n, …] as rows of float32. Pixels are scaled to 0 … 1, and other numbers as the model scales them. */
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

/** Losses whose minimum is approximately that of the squared error. */
const SQUARED = ["mse", "binaryCrossentropy", "mixed"];

/**
 * Returns whether the squared error is a fair measure of the autoencoder. It isn't for categories, for rows with missing values,
 * or if another error was requested. Sparsity that was requested also increases the error.
 */
const areCompared = ({ settings, features }: Autoencoder, arrays: readonly NdArray[]): boolean =>
  SQUARED.includes(settings.loss) &&
  !("sparsity" in settings) &&
  (features ?? []).every(({ kind }) => kind === "number") &&
  arrays.every((array) => firstNotFinite(array) < 0);
