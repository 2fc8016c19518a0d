import {
  type Autoencoder,
  addNoise,
  classCount,
  DenoisingAutoencoder,
  LinearAutoencoder,
  type NoiseName,
  PRETRAINING,
  SparseAutoencoder,
  StackedAutoencoder,
  showNoise,
  VariationalAutoencoder,
} from "../autoencoders/index.ts";
import { OptionError } from "../core/errors.ts";
import { type NdArray, sizeOf } from "../core/ndarray.ts";
import type { Dataset } from "../data/dataset.ts";
import { openDataset } from "../data/open.node.ts";
import { rows, split } from "../data/split.ts";
import {
  accuracyCurveFigure,
  activationsFigure,
  autoencoderFigure,
  besideFigure,
  denoisingFigure,
  type Figure,
  featureDetectorsFigure,
  greedyFigure,
  mapFigure,
  picturesFigure,
  pointsFigure,
  pretrainingFigure,
  reconstructionsFigure,
} from "../figures/index.ts";
import { Tsne } from "../manifold/index.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type Output, seconds } from "./command.ts";
import { type LabelCurveOptions, labelCurve } from "./label-curve.ts";
import { every, tellTraining } from "./training-progress.ts";

/** Seconds between two lines about the curve of few labels, where none is rewritten. */
const POINTS_EVERY = 30;

/** What figures are drawn from. */
export interface Lecture {
  readonly dataset: string;
  readonly train: Dataset;
  readonly validation: Dataset;
  /** The points in space of the linear autoencoder. */
  readonly points: NdArray<"float32">;
  /** Trains an autoencoder on the data, once for each name; gives the model that was asked for in its place where there is one. */
  trained(name: string, make: () => Autoencoder): Promise<Autoencoder>;
  readonly seed: number;
  readonly runtime: Runtime;
  readonly output: Output;
}

export interface LectureOptions extends Pick<Lecture, "seed" | "runtime" | "output"> {
  /** A dataset's name or a path. */
  readonly data: string;
  /** A model to draw, in place of one that is trained for the figure. */
  readonly model?: Autoencoder;
  /** Autoencoders of this data that have been trained already, by the names that figures ask for. */
  readonly known?: Readonly<Record<string, Autoencoder>>;
  /** Of what is trained; each family's own by default. */
  readonly epochs?: number;
}

export async function openLecture({ data, model, known = {}, epochs, seed, runtime, output }: LectureOptions): Promise<Lecture> {
  const dataset = await openDataset(data, { seed });
  if (model?.settings.table && !dataset.table)
    throw new OptionError(
      `The --model is one of a table, and ${data} is none. codings report draws what such a model has learned, codings map its codings.`,
    );
  const isPoints = dataset.examples.shape.length === 2 && dataset.examples.shape[1] === 3 && dataset.examples.dtype === "float32";
  const points = (isPoints ? dataset : await openDataset("points-3d")).examples as NdArray<"float32">;
  const count = dataset.examples.shape[0]!;
  const { train, validation } = split(dataset, count >= 50_000 ? 5000 : 1 / 12);
  const done = new Map(Object.entries(known).map(([name, autoencoder]) => [name, Promise.resolve(autoencoder)]));
  const learn = async (name: string, autoencoder: Autoencoder) => {
    await autoencoder.fit(train.examples, {
      runtime,
      warn: () => undefined,
      ...(epochs !== undefined && { epochs }),
      callbacks: [tellTraining(output, name)],
    });
    return autoencoder;
  };
  const trained = (name: string, make: () => Autoencoder) => {
    const before = model ? Promise.resolve(model) : (done.get(name) ?? learn(name, make()));
    done.set(name, before);
    return before;
  };
  return { dataset: dataset.name, train, validation, points, trained, seed, runtime, output };
}

/** The first images held out. @throws OptionError where the examples aren't images. */
function firstImages({ validation, dataset }: Lecture, count: number): Dataset["examples"] {
  const { examples } = rows(validation, 0, Math.min(count, validation.examples.shape[0]!));
  if (examples.shape.length < 3)
    throw new OptionError(`${dataset} isn't made of images, which this figure shows. Give other --data.`);
  return examples;
}

const inputsOf = ({ train }: Lecture): number => sizeOf(train.examples.shape.slice(1));
const stacked = (lecture: Lecture) => () => new StackedAutoencoder({ seed: lecture.seed });

/** Originals above their reconstructions. */
async function reconstructionsOf(lecture: Lecture): Promise<Figure> {
  const originals = firstImages(lecture, 5);
  const autoencoder = await lecture.trained("stacked", stacked(lecture));
  const reconstructions = await autoencoder.reconstruct(originals, { runtime: lecture.runtime });
  const size = autoencoder.trained.encoder.outputShape.join(" x ");
  const title = "Figure 17-4. Original images and their reconstructions";
  return reconstructionsFigure({ originals, reconstructions, title, subtitle: `${lecture.dataset}, ${size} codings` });
}

async function denoised(lecture: Lecture, kind: NoiseName, amount: number): Promise<Figure> {
  const images = firstImages(lecture, 5);
  const noise = { kind, amount };
  const make = () => new DenoisingAutoencoder({ noise, seed: lecture.seed });
  const autoencoder = await lecture.trained(`denoising, ${kind}`, make);
  const noisy = await addNoise(images, noise, { seed: lecture.seed, runtime: lecture.runtime });
  const reconstructions = await autoencoder.reconstruct(noisy, { runtime: lecture.runtime });
  return reconstructionsFigure({ originals: noisy, reconstructions, labels: ["noisy", "denoised"], title: showNoise(noise) });
}

/** Tells how the curve of few labels goes, whose classifiers take longer than all else. */
function tellPoints(output: Output): NonNullable<LabelCurveOptions["onPoint"]> {
  const began = performance.now();
  const isSaid = every(POINTS_EVERY);
  return ({ name, labels, seed, accuracy, done, of }) => {
    const left = (((performance.now() - began) / done) * (of - done)) / 1000;
    const line = `classifier ${done}/${of}: ${name}, ${labels} labels, seed ${seed}: accuracy ${accuracy.toFixed(3)}, ${seconds(left)} left`;
    if (output.isTerminal) output.live(line);
    else if (isSaid()) output.say(line);
  };
}

type Draw = (lecture: Lecture) => Figure | Promise<Figure>;

/** Each figure of the lecture (Géron, chapter 17) and what belongs to it, computed from the data at hand. */
export const lectureFigures: Readonly<Record<string, Draw>> = {
  "17-1": () =>
    autoencoderFigure({
      sizes: [3, 2],
      title: "Figure 17-1. A simple autoencoder",
      subtitle: "three inputs, two codings, three outputs",
    }),

  "17-2": async ({ points, seed, runtime, output }) => {
    const linear = new LinearAutoencoder({ seed });
    await linear.fit(points, {
      epochs: 1000,
      batchSize: points.shape[0]!,
      runtime,
      warn: () => undefined,
      callbacks: [tellTraining(output, "linear")],
    });
    const [kernel, bias] = linear.trained.decoder.getWeights();
    const directions = [0, 1].map((i) => [...kernel!.data.subarray(3 * i, 3 * i + 3)]);
    const plane = { origin: [...bias!.data], directions };
    const codings = await linear.transform(points, { runtime });
    const title = "Figure 17-2. PCA by a linear autoencoder";
    return pointsFigure({
      points,
      codings,
      plane,
      title,
      subtitle: "the points in space with the learned plane, and their codings in it",
    });
  },

  "17-3": (lecture) =>
    autoencoderFigure({
      sizes: [inputsOf(lecture), 100, 30],
      title: "Figure 17-3. A stacked autoencoder",
      subtitle: "symmetrical about its codings; heights by the logarithm of the units",
    }),

  "17-4": reconstructionsOf,

  "17-5": async (lecture) => {
    const { validation, seed, runtime, output, dataset } = lecture;
    const autoencoder = await lecture.trained("stacked", stacked(lecture));
    const codings = await autoencoder.transform(validation.examples, { runtime: lecture.runtime });
    const tsne = await new Tsne({ seed }).fit(codings, {
      runtime,
      onProgress: ({ iteration, iterations }) => output.live(`17-5: ${iteration}/${iterations} iterations of t-SNE`),
    });
    const isPictures = validation.examples.shape.length > 2;
    return mapFigure({
      positions: tsne.map,
      ...(validation.labels && { labels: validation.labels.data as ArrayLike<number> }),
      ...(isPictures && { images: validation.examples }),
      title: "Figure 17-5. The codings on a t-SNE map",
      subtitle: `${dataset}: ${codings.shape[1]} codings of ${codings.shape[0]!.toLocaleString("en-US")} examples held out`,
    });
  },

  "17-6": async (lecture) => {
    const { train, validation, dataset, runtime, output } = lecture;
    if (!train.labels) throw new OptionError(`${dataset} has no labels, which figure 17-6 is about. Give other --data.`);
    const { model: _, ...options } = PRETRAINING;
    const autoencoder = await lecture.trained("pretraining", () => new DenoisingAutoencoder({ ...options, seed: lecture.seed }));
    const seeds = [0, 1, 2, 3, 4];
    const series = await labelCurve({ autoencoder, train, test: validation, seeds, runtime, onPoint: tellPoints(output) });
    const classes = classCount(train.labels);
    const held = validation.examples.shape[0]!.toLocaleString("en-US");
    const sizes = [inputsOf(lecture), ...autoencoder.settings.hidden, autoencoder.settings.codings];
    const curve = accuracyCurveFigure({
      series,
      title: "What it brings",
      subtitle: `judged on ${held} examples held out of the same data; mean of ${seeds.length} seeds, bars from the lowest to the highest`,
    });
    return besideFigure([pretrainingFigure({ sizes, classes, title: "How it goes" }), curve], {
      title: "Figure 17-6. Unsupervised pretraining",
      subtitle: `${dataset}: an autoencoder of all ${train.examples.shape[0]!.toLocaleString("en-US")} examples, a classifier of few labels`,
    });
  },

  "17-7": (lecture) =>
    greedyFigure({ sizes: [inputsOf(lecture), 100, 30], title: "Figure 17-7. Training one autoencoder at a time" }),

  "17-8": (lecture) => denoisingFigure({ sizes: [inputsOf(lecture), 100, 30], title: "Figure 17-8. Denoising autoencoders" }),

  "17-9": async (lecture) =>
    besideFigure([await denoised(lecture, "gaussian", 0.2), await denoised(lecture, "dropout", 0.5)], {
      title: "Figure 17-9. Noisy images (above) and their reconstructions (below)",
      subtitle: `${lecture.dataset}; grey from 0 (white) to 1 (black) in all of them`,
    }),

  "feature-detectors": async (lecture) => {
    const [height, width] = firstImages(lecture, 1).shape.slice(1) as [number, number];
    const autoencoder = await lecture.trained("stacked", stacked(lecture));
    const layer = autoencoder.trained.encoder.layers.find(({ variables }) => variables.length > 0)!;
    const kernel = autoencoder.trained.encoder.getWeights()[0]!;
    const subtitle = `${lecture.dataset}, weights of "${layer.name}"`;
    return featureDetectorsFigure({ kernel, image: [height, width], subtitle });
  },

  activations: async (lecture) => {
    const autoencoder = await lecture.trained("sparse", () => new SparseAutoencoder({ seed: lecture.seed }));
    const codings = await autoencoder.transform(lecture.validation.examples, { runtime: lecture.runtime });
    const count = codings.shape[0]!.toLocaleString("en-US");
    const sparsity = autoencoder instanceof SparseAutoencoder ? autoencoder.settings.sparsity : undefined;
    const target = sparsity?.kind === "kl" ? sparsity.target : undefined;
    return activationsFigure({
      codings,
      ...(target !== undefined && { target }),
      subtitle: `${lecture.dataset}, ${autoencoder.family} autoencoder, ${count} examples held out`,
    });
  },

  generated: async (lecture) => {
    firstImages(lecture, 1);
    const autoencoder = await lecture.trained("variational", () => new VariationalAutoencoder({ seed: lecture.seed }));
    if (!(autoencoder instanceof VariationalAutoencoder))
      throw new OptionError(`A ${autoencoder.family} autoencoder doesn't generate. Give the --model of a variational one.`);
    const examples = await autoencoder.generate(60, { seed: lecture.seed, runtime: lecture.runtime });
    return picturesFigure(examples, {
      columns: 12,
      title: "Generated by a variational autoencoder",
      subtitle: `learned from ${lecture.dataset}`,
    });
  },
};
