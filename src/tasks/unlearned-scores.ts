import type { Autoencoder } from "../autoencoders/index.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { permutation, random } from "../core/random.ts";
import { takeRows } from "../core/rows.ts";
import type { Recipe } from "../recipes/plan.ts";
import type { TaskOptions } from "./options.ts";
import { fitByRecipe } from "./train.ts";

/** Options of `unlearnedScores`. */
export interface UnlearnedScoresOptions extends Pick<TaskOptions, "runtime" | "signal"> {
  /** Number of models, each of which scores a part of the examples. Default: 3. */
  readonly models?: number;
  /** Called with the number of trained models and the epochs of the next one. */
  readonly onModel?: (done: number, epochs: number) => void;
}

/**
 * Scores training examples by models that haven't learned them. A model's errors on its training examples are too small, so they
 * can't be compared with those on others. Each model learns all examples except a part, and scores that part.
 * @param make - creates an untrained autoencoder.
 * @param data - training examples [n, …], and held-out examples for early stopping.
 * @returns the scores of the training examples, float32 [n].
 * @throws the signal's reason.
 */
export async function unlearnedScores(
  make: () => Autoencoder,
  recipe: Recipe,
  { train, validation }: { readonly train: NdArray; readonly validation: NdArray },
  { models = 3, runtime, signal, onModel }: UnlearnedScoresOptions = {},
): Promise<NdArray<"float32">> {
  const count = train.shape[0]!;
  // Neighbouring rows may be alike, so the parts are drawn.
  const drawn = permutation(count, random(recipe.seed));
  const scores = new Float32Array(count);
  for (let model = 0; model < models; model++) {
    const isOwn = (_: number, i: number) => i % models === model;
    const own = drawn.filter(isOwn).sort();
    const others = drawn.filter((row, i) => !isOwn(row, i)).sort();
    const autoencoder = make();
    await fitByRecipe(
      autoencoder,
      recipe,
      { train: takeRows(train, others), validation },
      { runtime, signal, warn: () => undefined, callbacks: [{ onEpochEnd: ({ epoch }) => onModel?.(model, epoch) }] },
    );
    signal?.throwIfAborted();
    const { data } = await autoencoder.scoreSamples(takeRows(train, own), { runtime });
    own.forEach((row, i) => {
      scores[row] = data[i]!;
    });
  }
  return ndarray("float32", [count], scores);
}
