import type { Autoencoder } from "../../autoencoders/index.ts";
import { type NdArray, ndarray, sizeOf, sliceRows } from "../../core/ndarray.ts";
import { asRows } from "../../core/rows.ts";
import type { Dataset } from "../../data/dataset.ts";
import { labelName } from "../../data/labels.ts";
import { first } from "../../data/split.ts";
import {
  autoencoderFigure,
  errorHistogramFigure,
  type Figure,
  featureDetectorsFigure,
  learningCurveFigure,
  mapFigure,
  pointsFigure,
  reconstructionsFigure,
} from "../../figures/index.ts";
import { lossTitle } from "../../figures/loss-titles.ts";
import { architectureOf } from "../../report/measure/architecture.ts";
import { arePictures } from "../../report/measure/data.ts";
import { calibrate } from "../../scoring/index.ts";
import type { EpochLog } from "../../training/index.ts";
import { joined } from "../panels/codings/slices.ts";
import { detectorsOf } from "../panels/weights.ts";
import type { FigureName } from "./wishes.ts";

/** The run, at a moment, that figures are drawn from, and the functions that compute with its model. */
export interface Drawn {
  /** The autoencoder's layers. The values of its weights are in `weights`. */
  readonly autoencoder: Autoencoder;
  readonly weights: Float32Array;
  readonly epochs: number;
  readonly history: readonly EpochLog[];
  readonly train: Dataset;
  readonly held: Dataset;
  /** Whether the figure is a small preview, which shows fewer pictures. */
  readonly isPreview?: boolean;
  encode(examples: NdArray): Promise<NdArray<"float32">>;
  decode(codings: NdArray<"float32">): Promise<NdArray<"float32">>;
  errors(examples: NdArray): Promise<Float32Array>;
  /** Maps codings [n, codings] to positions [n, 2]. */
  map(codings: NdArray<"float32">): Promise<{ readonly positions: NdArray<"float32">; readonly method: string }>;
}

/** Number of pictures shown with their reconstructions. */
const PICTURES = 10;
/** Number of units drawn. A hundred units are a megabyte of paths. */
const UNITS = { figure: 100, preview: 40 };
/** Maximum number of points on the map. More points hide each other, and mapping them takes seconds. */
const MOST_ON_MAP = 1000;
/** Maximum number of errors in the histogram, which is enough to show their distribution. */
const MOST_ERRORS = 5000;

const some = (dataset: Dataset, most: number): Dataset => first(dataset, Math.min(most, dataset.examples.shape[0]!));

const drawings: Readonly<Record<FigureName, (drawn: Drawn) => Figure | Promise<Figure>>> = {
  network: ({ autoencoder }) =>
    autoencoderFigure({ sizes: architectureOf(autoencoder).sizes, title: `Autoencoder: ${wordsOf(autoencoder)}` }),

  "learning-curve": ({ autoencoder: { settings }, history }) =>
    learningCurveFigure({
      // Training in phases counts its epochs again in each phase.
      history: history.map((log, i) => ({ ...log, epoch: i + 1 })),
      loss: lossTitle(settings.loss),
    }),

  async reconstructions({ held, encode, decode, epochs }) {
    const { examples } = some(held, PICTURES);
    return reconstructionsFigure({
      originals: examples,
      reconstructions: await decode(await encode(examples)),
      error: true,
      title: "Held-out examples and their reconstructions",
      subtitle: at(epochs),
    });
  },

  async points({ autoencoder, held, train, encode, decode, epochs }) {
    const points = joined([train.examples, held.examples] as NdArray<"float32">[]);
    // A linear decoder can only return points of a plane.
    const [origin, ...ends] =
      autoencoder.family === "linear" ? rowsOf(await decode(ndarray("float32", [3, 2], Float32Array.of(0, 0, 1, 0, 0, 1)))) : [];
    const directions = ends.map((end) => end.map((value, axis) => value - origin![axis]!));
    return pointsFigure({
      points,
      codings: await encode(points),
      ...(origin && { plane: { origin, directions } }),
      subtitle: at(epochs),
    });
  },

  detectors({ autoencoder: { trained }, weights, epochs, isPreview = false }) {
    const { start, height, width } = detectorsOf(trained.model)!;
    const { shape } = trained.model.variables.find(({ name }) => name === "kernel")!;
    const kernel = ndarray("float32", shape, weights.slice(start, start + sizeOf(shape)));
    return featureDetectorsFigure({
      kernel,
      ...(shape.length === 2 && { image: [height, width] }),
      count: isPreview ? UNITS.preview : UNITS.figure,
      subtitle: at(epochs),
    });
  },

  async map({ held, encode, map, epochs }) {
    const { examples, labels, classes } = some(held, MOST_ON_MAP);
    const codings = await encode(examples);
    const { positions, method } = await map(asRows(codings));
    return mapFigure({
      positions,
      ...(labels && { labels: Array.from(labels.data, (label) => labelName(label, classes)) }),
      ...(arePictures(examples) && { images: examples }),
      title: "Map of the codings",
      subtitle: `${examples.shape[0]} held-out examples, by ${method}; ${at(epochs)}`,
    });
  },

  async errors({ autoencoder, held, train, errors, epochs }) {
    const own = await errors(some(held, MOST_ERRORS).examples);
    return errorHistogramFigure({
      name: "held out",
      errors: own,
      beside: { name: "used for training", errors: await errors(some(train, MOST_ERRORS).examples) },
      threshold: calibrate(own)?.threshold ?? Number.NaN,
      label: autoencoder.settings.table ? "error of a row (1 = predicting the mean)" : "mean squared error",
      subtitle: at(epochs),
    });
  },
};

/** Draws a figure of a run at a moment. @throws DataError if values are no longer finite. */
export const drawFigure = async (name: FigureName, drawn: Drawn): Promise<Figure> => drawings[name](drawn);

const at = (epochs: number): string => `after ${Number(epochs.toFixed(1))} ${epochs === 1 ? "epoch" : "epochs"}`;

const wordsOf = ({ descriptor }: Autoencoder): string => descriptor.title.replace(/^./, (letter) => letter.toLowerCase());

const rowsOf = (array: NdArray<"float32">): number[][] =>
  Array.from({ length: array.shape[0]! }, (_, i) => [...sliceRows(array, i, i + 1).data]);
