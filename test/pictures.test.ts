import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import pixelmatch from "pixelmatch";
import sharp from "sharp";
import { expect, it } from "vitest";
import { ndarray } from "../src/core/ndarray.ts";
import { random } from "../src/core/random.ts";
import { garments } from "../src/data/built-in/garments.ts";
import * as figures from "../src/figures/index.ts";
import { toPng } from "../src/figures/png.node.ts";

// Each figure is drawn and compared with its picture in test/pictures. If one differs, look at out/pictures: NAME.png is the new
// picture, and NAME-difference.png shows the changed pixels in red. `npm test -- --update-pictures` replaces the pictures.

/** Draws from the standard normal distribution, always the same. */
function normal(shape: readonly number[], seed: number) {
  const draw = random(seed, 0);
  const count = shape.reduce((a, b) => a * b);
  return ndarray(
    "float32",
    shape,
    Float32Array.from({ length: count }, () => draw.normal()),
  );
}

const { examples, labels } = garments({ count: 40 });
const images = ndarray("uint8", [10, 28, 28], Uint8Array.from(examples.data.slice(0, 7840)));
const darker = ndarray(
  "uint8",
  images.shape,
  images.data.map((pixel) => Math.round(pixel * 0.7)),
);
const classes = Array.from(labels!.data, (label) => Number(label));
const sizes = [784, 100, 30];
const history = Array.from({ length: 12 }, (_, i) => ({
  epoch: i + 1,
  loss: 0.1 + 0.4 / (i + 1),
  valLoss: 0.12 + 0.35 / (i + 1) + (i > 8 ? 0.01 * (i - 8) : 0),
}));
const errors = Array.from(normal([300], 1).data, (x) => Math.exp(x / 2));
const positions = normal([40, 2], 2);
const points = normal([60, 3], 3);
const codings = ndarray(
  "float32",
  [60, 2],
  Float32Array.from({ length: 120 }, (_, i) => points.data[(i >> 1) * 3 + (i % 2)]!),
);

/** A picture of each figure function, by the function's name. */
const pictures: Readonly<Record<string, () => figures.Figure>> = {
  accuracyCurveFigure: () =>
    figures.accuracyCurveFigure({
      series: [
        {
          name: "pretrained",
          points: [100, 500, 1000].map((n, i) => ({ labels: n, accuracies: [0.7 + i / 15, 0.72 + i / 15] })),
        },
        {
          name: "from scratch",
          points: [100, 500, 1000].map((n, i) => ({ labels: n, accuracies: [0.5 + i / 9, 0.53 + i / 9] })),
        },
      ],
    }),
  activationsFigure: () =>
    figures.activationsFigure({
      codings: { ...codings, data: codings.data.map((x) => 1 / (1 + Math.exp(2 - x))) },
      target: 0.1,
    }),
  autoencoderFigure: () => figures.autoencoderFigure({ sizes }),
  besideFigure: () =>
    figures.besideFigure([figures.autoencoderFigure({ sizes: [3, 2] }), figures.denoisingFigure({ sizes: [784, 30] })], {
      title: "Two autoencoders",
    }),
  codingsCurveFigure: () =>
    figures.codingsCurveFigure({
      sizes: [2, 5, 10, 20].map((n) => ({ codings: n, errors: [1 / n + 0.02, 1 / n + 0.03], pca: 1.3 / n + 0.05 })),
      chosen: { codings: 10, low: 8, high: 12 },
    }),
  denoisingFigure: () => figures.denoisingFigure({ sizes }),
  errorHistogramFigure: () =>
    figures.errorHistogramFigure({
      name: "held out",
      errors,
      threshold: 3,
      beside: { name: "new", errors: errors.map((error) => 1.5 * error) },
    }),
  featureDetectorsFigure: () => figures.featureDetectorsFigure({ kernel: normal([784, 12], 4), image: [28, 28] }),
  greedyFigure: () => figures.greedyFigure({ sizes }),
  learningCurveFigure: () => figures.learningCurveFigure({ history, loss: "binaryCrossentropy" }),
  mapFigure: () => figures.mapFigure({ positions, labels: classes }),
  picturesFigure: () => figures.picturesFigure(images, { columns: 5, title: "Garments" }),
  pointsFigure: () => figures.pointsFigure({ points, codings }),
  pretrainingFigure: () => figures.pretrainingFigure({ sizes, classes: 10 }),
  reconstructionsFigure: () => figures.reconstructionsFigure({ originals: images, reconstructions: darker, error: true }),
  seriesFigure: () => figures.seriesFigure(strangeDays()),
};

/** Hourly temperatures of ten days. On the sixth, the cycle is missing for half a day and the load has a spike. */
function strangeDays(): figures.SeriesFigureOptions {
  const noise = normal([240, 2], 5).data;
  const isFlat = (hour: number) => hour >= 128 && hour < 140;
  const usual = (hour: number) => [18 - 6 * Math.cos((Math.PI * hour) / 12), hour % 24 > 7 && hour % 24 < 19 ? 80 : 20] as const;
  const rows = Array.from({ length: 240 }, (_, hour) => {
    const [temperature, load] = usual(hour);
    return [isFlat(hour) ? 13 : temperature + 0.5 * noise[2 * hour]!, hour === 60 ? 190 : load + 4 * noise[2 * hour + 1]!];
  });
  const array = (values: readonly (readonly number[])[]) => ndarray("float32", [240, 2], Float32Array.from(values.flat()));
  const cause = { share: 0.9, found: 13, expected: 23.5, channel: 0, at: 134 };
  return {
    readings: array(rows),
    expected: array(rows.map((_, hour) => usual(hour))),
    band: Float32Array.of(1.2, 12),
    scores: Float32Array.from(rows, (_, hour) =>
      hour === 60 ? 4.2 : 0.5 + (isFlat(hour) ? 5 : 4 * Math.exp(-Math.abs(hour - 134) / 12)),
    ),
    threshold: 3,
    times: Float64Array.from(rows, (_, hour) => Date.UTC(2024, 2, 1) + 3_600_000 * hour),
    names: ["temperature", "load"],
    period: 24,
    intervals: [
      { start: 128, end: 139, peak: 134, score: 5.5, readings: 12, causes: [cause, { ...cause, channel: 1, share: 0.1 }] },
      {
        start: 60,
        end: 60,
        peak: 60,
        score: 4.2,
        readings: 1,
        causes: [{ share: 1, found: 190, expected: 80, channel: 1, at: 60 }],
      },
    ],
  };
}

it("there is a picture of every figure function", () => {
  expect(Object.keys(pictures).toSorted()).toEqual(
    Object.keys(figures)
      .filter((name) => name.endsWith("Figure"))
      .toSorted(),
  );
});

/** Processors may round differently at a few edges. A changed letter changes more pixels than this. */
const DIFFERENT = 20;

it.each(Object.keys(pictures))("%s draws the picture that was looked at", async (name) => {
  const drawn = toPng(pictures[name]!());
  const path = `test/pictures/${name}.png`;
  if (process.env.UPDATE_PICTURES) writeFileSync(path, await sharp(drawn).png({ palette: true, effort: 10 }).toBuffer());
  expect(existsSync(path), `${path} is missing. Draw it by npm test -- --update-pictures, and look at it.`).toBe(true);
  const raw = (png: Uint8Array) => sharp(png).removeAlpha().ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const [before, after] = [await raw(readFileSync(path)), await raw(drawn)];
  const { width, height } = after.info;
  mkdirSync("out/pictures", { recursive: true });
  writeFileSync(`out/pictures/${name}.png`, drawn);
  expect([width, height]).toEqual([before.info.width, before.info.height]);
  const difference = new Uint8Array(4 * width * height);
  const changed = pixelmatch(before.data, after.data, difference, width, height, { threshold: 0.1 });
  if (changed > DIFFERENT)
    writeFileSync(
      `out/pictures/${name}-difference.png`,
      await sharp(difference, { raw: { width, height, channels: 4 } })
        .png()
        .toBuffer(),
    );
  else rmSync(`out/pictures/${name}.png`);
  expect(changed, `pixels that differ, see out/pictures/${name}-difference.png`).toBeLessThanOrEqual(DIFFERENT);
});
