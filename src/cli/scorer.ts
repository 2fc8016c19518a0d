import type { Blamed } from "../anomalies/causes.ts";
import { AnomalyDetector, type Threshold, thresholdFor } from "../anomalies/index.ts";
import { loadAutoencoder } from "../autoencoders/folder.node.ts";
import type { Autoencoder } from "../autoencoders/index.ts";
import { columnErrors, percentileOf, rowErrors, squaredErrors } from "../autoencoders/index.ts";
import { OptionError } from "../core/errors.ts";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import { featureGroups, type TablePreprocessing } from "../data/tables/schema/columns.ts";
import { meansForMissing } from "../data/tables/schema/features.ts";
import { Pca } from "../manifold/index.ts";
import { WIDEST } from "../manifold/pca.ts";
import { familyOf } from "../models/folder.node.ts";
import { DETECTOR } from "../recipes/schema.ts";
import { type KeepingRuntime, keepingPrograms } from "../runtime/kept.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { streamingRuntime } from "../tasks/open.node.ts";
import type { Output } from "./command.ts";

/** How strange rows are, and why. */
export interface Scored extends Blamed {
  /** [rows], higher is stranger. */
  readonly scores: Float32Array;
  /** [rows]: what PCA says of the same rows. */
  readonly pca: Float32Array;
}

/** A model as something that scores: an autoencoder by its reconstruction error, or a detector. */
export interface Scorer {
  readonly family: string;
  readonly table?: TablePreprocessing;
  /** What opens DATA as the model takes it. */
  readonly autoencoder?: Autoencoder;
  score(examples: NdArray): Promise<Scored>;
  percentile(score: number): number;
  /** The threshold that the model has. */
  readonly threshold: number;
  /** Another one, from the scores of the rows held out in training, or from labelled ones. */
  thresholdBy(how: Threshold, labelled?: { scores: Float32Array; labels: ArrayLike<number> }): number;
  close(): Promise<void>;
}

/** Loads whatever scores from a model folder. @throws DataError where the folder isn't a model. */
export async function loadScorer(folder: string, output: Output): Promise<Scorer> {
  const allThreads = async () => keepingPrograms(await nodeRuntime({}, output.say));
  if ((await familyOf(folder)) === DETECTOR) return detectorScorer(await AnomalyDetector.load(folder), await allThreads());
  const autoencoder = await loadAutoencoder(folder);
  const { settings, trained } = autoencoder;
  return autoencoderScorer(
    autoencoder,
    settings.table ? await streamingRuntime(trained.model, output.say) : await allThreads(),
    folder,
  );
}

function detectorScorer(detector: AnomalyDetector, runtime: KeepingRuntime): Scorer {
  const { table } = detector.settings;
  return {
    family: DETECTOR,
    ...(table && { table }),
    threshold: detector.threshold,
    async score(examples) {
      const { score, contributions, expected } = await detector.explain(examples, { runtime });
      const pca = await detector.pcaScores(examples, { runtime });
      return { scores: score.data, blame: table ? byColumn(table, contributions) : contributions, expected, pca: pca.data };
    },
    percentile: (score) => detector.percentile(ndarray("float32", [1], Float32Array.of(score))).data[0]!,
    thresholdBy: (how, labelled) =>
      detector.setThreshold(
        how,
        labelled && { scores: ndarray("float32", [labelled.scores.length], labelled.scores), labels: labelled.labels },
      ),
    close: runtime.close,
  };
}

/** Contributions of features, added up by column. */
function byColumn(table: TablePreprocessing, { shape, data }: NdArray<"float32">): NdArray<"float32"> {
  const groups = featureGroups(table);
  const [rows, width] = shape as readonly [number, number];
  const sums = new Float32Array(rows * groups.length);
  for (let row = 0; row < rows; row++) {
    let at = row * width;
    groups.forEach(({ size }, column) => {
      for (let i = 0; i < size; i++) sums[row * groups.length + column]! += data[at + i]!;
      at += size;
    });
  }
  return ndarray("float32", [rows, groups.length], sums);
}

function autoencoderScorer(autoencoder: Autoencoder, runtime: KeepingRuntime, folder: string): Scorer {
  const { calibration, features, settings } = autoencoder;
  if (!calibration)
    throw new OptionError(
      `${folder} was trained without rows held out, so its scores can't be judged. Train it again with codings train.`,
    );
  const pcaOf = pcaScorer(sizeOf(autoencoder.trained.encoder.outputShape), runtime);
  return {
    family: autoencoder.family,
    autoencoder,
    ...(settings.table && { table: settings.table }),
    threshold: calibration.threshold,
    async score(examples) {
      const reconstructions = await autoencoder.reconstruct(examples, { runtime });
      const blame = features
        ? columnErrors(features, examples as NdArray<"float32">, reconstructions)
        : squaredErrors(examples, reconstructions, autoencoder.scales);
      return { scores: rowErrors(blame).data, blame, expected: reconstructions, pca: await pcaOf(examples) };
    },
    percentile: (score) => percentileOf(calibration, score),
    thresholdBy: (how, labelled) =>
      thresholdFor(how, labelled?.scores ?? Float32Array.from(calibration.quantiles), labelled?.labels),
    close: runtime.close,
  };
}

/** PCA with as many components as there are codings, of the first rows that it is given; missing values count as the mean. */
function pcaScorer(codings: number, runtime: Runtime) {
  let pca: Pca | undefined;
  return async (examples: NdArray): Promise<Float32Array> => {
    const [rows, ...shape] = examples.shape as [number, ...number[]];
    // Of more features than it takes, or of one row, PCA has nothing to say.
    if ((rows < 2 && !pca) || sizeOf(shape) > WIDEST) return new Float32Array(rows).fill(Number.NaN);
    const filled = meansForMissing(examples);
    pca ??= await new Pca({ components: Math.min(codings, rows, sizeOf(shape)) }).fit(filled, { runtime });
    return (await pca.scoreSamples(filled, { runtime })).data;
  };
}
