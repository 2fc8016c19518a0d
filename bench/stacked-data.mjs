// Writes the files that all engines read: MNIST's 55,000 + 5,000 images, the initial weights, and the order of each epoch.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toNpy } from "../dist/entries/data.node.js";
import { ndarray, openDataset, permutation, random, sequential, split } from "../dist/index.js";
import { dense } from "../dist/layers/index.js";

export const FOLDER = "out/bench/data";
const EPOCHS = 64;

export async function writeStackedData(data = "mnist") {
  mkdirSync(FOLDER, { recursive: true });
  const { train, validation } = split(await openDataset(data), 5000);
  const flat = ({ examples }) => ndarray("uint8", [examples.shape[0], 784], examples.data);
  const write = (name, array) => writeFileSync(join(FOLDER, `${name}.npy`), toNpy(array));
  write("images", flat(train));
  write("validation", flat(validation));
  const order = new Int32Array(EPOCHS * 55_000);
  for (let epoch = 0; epoch < EPOCHS; epoch++) order.set(permutation(55_000, random(7, epoch)), epoch * 55_000);
  write("order", ndarray("int32", [EPOCHS, 55_000], order));
  const model = sequential([dense(100, { inputShape: [784] }), dense(30), dense(100), dense(784)]);
  for (const [i, array] of model.getWeights().entries()) write(`${i % 2 ? "b" : "w"}${i >> 1}`, array);
}
