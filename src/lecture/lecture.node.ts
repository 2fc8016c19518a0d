import { type Autoencoder, StackedAutoencoder } from "../autoencoders/index.ts";
import { OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { type NdArray, sizeOf } from "../core/ndarray.ts";
import type { WorkProgress } from "../core/progress.ts";
import type { Dataset } from "../data/dataset.ts";
import { openDataset } from "../data/open.node.ts";
import { rows, split } from "../data/split.ts";
import type { Figure } from "../figures/index.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { LabelPoint } from "../tasks/label-curve.ts";
import type { TaskOptions } from "../tasks/options.ts";
import { runtimeOf } from "../tasks/runtime.node.ts";
import type { Callback } from "../training/index.ts";

/** A figure of the lecture (Géron, chapter 17), or an additional figure for it. */
export interface LectureFigure {
  readonly title: string;
  /** Draws the figure. May train autoencoders. */
  draw(lecture: Lecture): Figure | Promise<Figure>;
}

/** The data and the trained autoencoders that figures are drawn from. */
export interface Lecture extends Pick<LectureOptions, "onPoint"> {
  /** Name of the dataset. */
  readonly dataset: string;
  readonly train: Dataset;
  readonly validation: Dataset;
  /** Points in space for the linear autoencoder, [n, 3]. */
  readonly points: NdArray<"float32">;
  /** Trains an autoencoder on the data, only once for each name. If the user gave a model, returns this model instead. */
  trained(name: string, make: () => Autoencoder): Promise<Autoencoder>;
  /** Returns the callbacks for an autoencoder that a figure trains itself. */
  callbacks(name: string): readonly Callback[];
  readonly seed: number;
  readonly runtime: Runtime;
  readonly onProgress: (progress: WorkProgress) => void;
}

/** The options of the lecture's figures. */
export interface LectureOptions extends Omit<TaskOptions, "signal"> {
  /** Name of a built-in dataset, or a path (default "mnist"). */
  readonly data?: string;
  /** A trained model to draw, instead of models that are trained for the figures. */
  readonly model?: Autoencoder;
  /** Autoencoders that have been trained on this data already, by the names that the figures use. */
  readonly known?: Readonly<Record<string, Autoencoder>>;
  /** Number of epochs of each training (by default that of the autoencoder's family). */
  readonly epochs?: number;
  /** Seed of the training and the maps (default 42). */
  readonly seed?: number;
  /** Returns a callback for the training with the given name, for example to show its progress. */
  readonly onTraining?: (name: string) => Callback;
  /** Called after the training of each classifier with few labels, which is the longest part of figure 17-6. */
  readonly onPoint?: (point: LabelPoint) => void;
}

/**
 * Opens the data that the lecture's figures are drawn from.
 * @throws OptionError if the model was trained on a table but the data aren't a table.
 */
export async function openLecture(options: LectureOptions = {}): Promise<Lecture> {
  const { data = "mnist", model, known = {}, epochs, seed = 42, onTraining, onPoint, onProgress = () => undefined } = options;
  const runtime = await runtimeOf(options);
  const callbacks = (name: string) => (onTraining ? [onTraining(name)] : []);
  const dataset = await openDataset(data, { seed });
  if (model?.settings.table && !dataset.table)
    throw new OptionError(
      message`The ${option("model")} was trained on a table, but ${data} isn't one. To see what such a model has learned, use codings report or codings map.`,
    );
  const isPoints = dataset.examples.shape.length === 2 && dataset.examples.shape[1] === 3 && dataset.examples.dtype === "float32";
  const points = (isPoints ? dataset : await openDataset("points-3d")).examples as NdArray<"float32">;
  const count = dataset.examples.shape[0]!;
  const { train, validation } = split(dataset, count >= 50_000 ? 5000 : 1 / 12);
  const done = new Map(Object.entries(known).map(([name, autoencoder]) => [name, Promise.resolve(autoencoder)]));
  const learn = async (name: string, autoencoder: Autoencoder) => {
    const own = epochs === undefined ? {} : { epochs };
    await autoencoder.fit(train.examples, { runtime, warn: false, ...own, callbacks: callbacks(name) });
    return autoencoder;
  };
  const trained = (name: string, make: () => Autoencoder) => {
    const before = model ? Promise.resolve(model) : (done.get(name) ?? learn(name, make()));
    done.set(name, before);
    return before;
  };
  return { dataset: dataset.name, train, validation, points, trained, callbacks, seed, runtime, onPoint, onProgress };
}

/** Returns the first held-out images. @throws OptionError if the examples aren't images. */
export function firstImages({ validation, dataset }: Lecture, count: number): Dataset["examples"] {
  const { examples } = rows(validation, 0, Math.min(count, validation.examples.shape[0]!));
  if (examples.shape.length < 3)
    throw new OptionError(message`${dataset} isn't made of images, but this figure shows images. Give other ${option("data")}.`);
  return examples;
}

/** Returns the number of values in an example. */
export const inputsOf = ({ train }: Lecture): number => sizeOf(train.examples.shape.slice(1));

/** Returns the lecture's stacked autoencoder after its training. */
export const stackedOf = (lecture: Lecture): Promise<Autoencoder> =>
  lecture.trained("stacked", () => new StackedAutoencoder({ seed: lecture.seed }));
