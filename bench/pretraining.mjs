// Does pretraining help with few labels? Compares three classifiers on MNIST with five seeds: one on the pretrained encoder, the
// same one trained from scratch with as many epochs, and a softmax on PCA's codings. Accuracies are for the 10,000 test images.
// --rows 55000 trains only on the first images, and also measures the others.

import { mkdirSync } from "node:fs";
import { PRETRAINING } from "../dist/autoencoders/index.js";
import { deviation, mean } from "../dist/core/statistics.js";
import { accuracyCurveFigure, writeFigure } from "../dist/entries/figures.node.js";
import { DenoisingAutoencoder, openDataset, split } from "../dist/index.js";
import { labelCurve } from "../dist/tasks/label-curve.js";
import { report, row } from "./report.mjs";

const SEEDS = [0, 1, 2, 3, 4];

const cells = ({ accuracies }) => `${mean(accuracies).toFixed(4)} ± ${deviation(accuracies).toFixed(4)}`;

const show = (series) =>
  console.table(
    series[0].points.map(({ labels }, i) => ({
      labels,
      ...Object.fromEntries(series.map(({ name, points }) => [name, cells(points[i])])),
      difference: (mean(series[0].points[i].accuracies) - mean(series[1].points[i].accuracies)).toFixed(4),
    })),
  );

export async function run({ data = "mnist", rows: learned }) {
  const all = await openDataset(data);
  const { train, validation } = learned === undefined ? { train: all } : split(all, all.examples.shape[0] - Number(learned));
  const test = await openDataset(data, { part: "test" });
  const { family: _, ...options } = PRETRAINING;
  const autoencoder = new DenoisingAutoencoder(options);
  const { history } = await autoencoder.fit(train.examples, { epochs: 10 });
  console.log(`autoencoder: ${history.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(1)} s`);
  const onPoint = ({ name, labels, seed, accuracy }) =>
    console.log(`${name}, ${labels} labels, seed ${seed}: ${accuracy.toFixed(4)}`);
  const judged = (images) => labelCurve({ autoencoder, train, test: images, seeds: SEEDS, onPoint });
  const series = await judged(test);
  show(series);
  if (validation) show(await judged(validation));
  const rows = series.flatMap(({ name, points }) =>
    points.map(({ labels, accuracies }) => row(name, `accuracy, ${labels} labels`, "", accuracies)),
  );
  mkdirSync("out/bench", { recursive: true });
  const subtitle = `${data}, ${SEEDS.length} seeds, 10,000 test images`;
  await writeFigure(accuracyCurveFigure({ series, subtitle }), "out/bench/pretraining.png");
  report({ benchmark: "pretraining", rounds: SEEDS.length, rows, ratios: {} });
}
