import { type Autoencoder, StackedAutoencoder } from "../autoencoders/index.ts";
import { OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { type NdArray, sizeOf } from "../core/ndarray.ts";
import type { WorkProgress } from "../core/progress.ts";
import type { Dataset } from "../data/dataset.ts";
import { openDataset } from "../data/open.node.ts";
import { rows, split } from "../data/split.ts";
import type { Figure } from "../figures/index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { LabelPoint } from "../tasks/label-curve.ts";
import type { TaskOptions } from "../tasks/options.ts";
import type { Callback } from "../training/index.ts";

/** A figure of the lecture (Géron, chapter 17), or one that belongs to it. */
export interface LectureFigure {
  readonly title: string;
  draw(lecture: Lecture): Figure | Promise<Figure>;
}

/** What figures are drawn from. */
export interface Lecture extends Pick<LectureOptions, "onPoint"> {
  readonly dataset: string;
  readonly train: Dataset;
  readonly validation: Dataset;
  /** The points in space of the linear autoencoder. */
  readonly points: NdArray<"float32">;
  /** Trains an autoencoder on the data, once for each name; gives the model that was asked for in its place where there is one. */
  trained(name: string, make: () => Autoencoder): Promise<Autoencoder>;
  /** Callbacks for what a figure trains itself. */
  callbacks(name: string): readonly Callback[];
  readonly seed: number;
  readonly runtime: Runtime;
  readonly onProgress: (progress: WorkProgress) => void;
}

export interface LectureOptions extends Omit<TaskOptions, "signal"> {
  /** A dataset's name or a path; "mnist" by default. */
  readonly data?: string;
  /** A model to draw, in place of one that is trained for the figure. */
  readonly model?: Autoencoder;
  /** Autoencoders of this data that have been trained already, by the names that figures ask for. */
  readonly known?: Readonly<Record<string, Autoencoder>>;
  /** Of what is trained; each family's own by default. */
  readonly epochs?: number;
  readonly seed?: number;
  /** Gives a callback that follows a training, by the name of what is trained. */
  readonly onTraining?: (name: string) => Callback;
  /** Called with each classifier that has learned from few labels (figure 17-6), which takes longer than all else. */
  readonly onPoint?: (point: LabelPoint) => void;
}

/** Opens the data that the lecture's figures are drawn from. @throws OptionError where the model is of a table and the data are none. */
export async function openLecture(options: LectureOptions = {}): Promise<Lecture> {
  const { data = "mnist", model, known = {}, epochs, seed = 42, onTraining, onPoint, onProgress = () => undefined } = options;
  const runtime = options.runtime ?? (await nodeRuntime({}, options.onNote));
  const callbacks = (name: string) => (onTraining ? [onTraining(name)] : []);
  const dataset = await openDataset(data, { seed });
  if (model?.settings.table && !dataset.table)
    throw new OptionError(
      message`The ${option("model")} is one of a table, and ${data} is none. codings report draws what such a model has learned, codings map its codings.`,
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

/** The first images held out. @throws OptionError where the examples aren't images. */
export function firstImages({ validation, dataset }: Lecture, count: number): Dataset["examples"] {
  const { examples } = rows(validation, 0, Math.min(count, validation.examples.shape[0]!));
  if (examples.shape.length < 3)
    throw new OptionError(message`${dataset} isn't made of images, which this figure shows. Give other ${option("data")}.`);
  return examples;
}

/** Numbers of an example. */
export const inputsOf = ({ train }: Lecture): number => sizeOf(train.examples.shape.slice(1));

/** The lecture's stacked autoencoder, trained. */
export const stackedOf = (lecture: Lecture): Promise<Autoencoder> =>
  lecture.trained("stacked", () => new StackedAutoencoder({ seed: lecture.seed }));
