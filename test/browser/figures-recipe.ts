import { garments } from "../../src/browser.ts";
import { ndarray } from "../../src/core/ndarray.ts";
import {
  accuracyCurveFigure,
  activationsFigure,
  autoencoderFigure,
  besideFigure,
  codingsCurveFigure,
  denoisingFigure,
  errorHistogramFigure,
  type Figure,
  featureDetectorsFigure,
  greedyFigure,
  learningCurveFigure,
  mapFigure,
  picturesFigure,
  pointsFigure,
  pretrainingFigure,
  reconstructionsFigure,
} from "../../src/figures/index.ts";

const floats = (shape: readonly number[], value: (i: number) => number) =>
  ndarray(
    "float32",
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(i)),
  );

/** Text with all characters that need care in XML. */
const NASTY = `a < b & "c" > 'd'\u00a0é ]]> <script>`;

/** Returns every figure of the library, drawn from small data, by its name. */
export function allFigures(): Record<string, Figure> {
  const images = garments({ count: 6 });
  const pixels = floats([6, 28, 28], (i) => Number(images.examples.data[i]) / 300);
  const positions = floats([60, 2], (i) => (2 + (i >> 1)) * (i % 2 ? Math.sin : Math.cos)((i >> 1) / 3));
  const log = (epoch: number) => ({
    epoch,
    loss: 1 / epoch,
    valLoss: 1.2 / epoch,
    learningRate: 1,
    seconds: 1,
    examplesPerSecond: 1,
  });
  const history = [1, 2, 3, 4].map(log);
  const points = floats([40, 3], (i) => Math.sin(i * 12.9898) * (1 + (i % 3)));
  const flat = floats([40, 2], (i) => Math.cos(i * 7.1));
  const labels = Array.from({ length: 60 }, (_, i) => [NASTY, "bag", "coat"][i % 3]!);
  const sizes = [784, 100, 30];
  const learning = learningCurveFigure({ history, loss: "mse", title: NASTY, subtitle: "Two curves" });
  const errors = Float32Array.from({ length: 80 }, (_, i) => Math.abs(Math.sin(i)));
  const series = [{ name: NASTY, points: [1, 2, 4].map((x) => ({ labels: x * 10, accuracies: [0.5 + x / 10, 0.4 + x / 10] })) }];
  const shades = Array.from({ length: 60 }, (_, i) => i / 3);
  return {
    learning,
    reconstructions: reconstructionsFigure({ originals: images.examples, reconstructions: pixels, error: true }),
    map: mapFigure({ positions, labels, title: NASTY }),
    shades: mapFigure({ positions, labels: shades }),
    thumbnails: mapFigure({ positions: floats([6, 2], (i) => Math.sin(i)), images: images.examples }),
    points: pointsFigure({
      points,
      codings: flat,
      plane: {
        origin: [0, 0, 0],
        directions: [
          [1, 0, 0.5],
          [0, 1, 0.5],
        ],
      },
    }),
    histogram: errorHistogramFigure({ errors, name: NASTY, threshold: 0.9, beside: { name: "others", errors: errors.slice(9) } }),
    accuracy: accuracyCurveFigure({ series }),
    activations: activationsFigure({ codings: flat }),
    autoencoder: autoencoderFigure({ sizes }),
    small: autoencoderFigure({ sizes: [3, 2] }),
    beside: besideFigure([learning, autoencoderFigure({ sizes: [3, 2], title: NASTY })], { title: "Two" }),
    codings: codingsCurveFigure({
      sizes: [1, 2, 4].map((codings) => ({ codings, errors: [1 / codings, 1.1 / codings], pca: 1 / codings })),
    }),
    denoising: denoisingFigure({ sizes }),
    detectors: featureDetectorsFigure({ kernel: floats([16, 4], Math.sin), image: [4, 4] }),
    greedy: greedyFigure({ sizes }),
    pictures: picturesFigure(images.examples),
    pretraining: pretrainingFigure({ sizes, classes: 10 }),
  };
}
