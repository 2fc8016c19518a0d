// A model with two inputs, an image and a row of a table, and two outputs, the kind of garment and the reconstructed image.
// Inputs, losses, loss weights and metrics are given by name.
import { garments, input, Model, ndarray, random } from "codings";
import { concatenate, dense, flatten, reshape } from "codings/layers";

const count = 600;
const { examples: images, labels, classes } = garments({ count });
// A made-up table of weight and price, which depend on the kind.
const source = random(1);
const rows = Array.from(labels.data, (kind) => [kind / 10 + 0.1 * source.normal(), (kind % 3) - 1 + 0.2 * source.normal()]);
const table = ndarray("float32", [count, 2], Float32Array.from(rows.flat()));

const image = input([28, 28]);
const row = input([2]);
const ofImage = dense(64, { activation: "selu" }).apply(flatten().apply(image));
const ofRow = dense(16, { activation: "selu" }).apply(row);
const codings = dense(24, { activation: "selu", name: "codings" }).apply(concatenate().apply([ofImage, ofRow]));
const kind = dense(classes.length, { activation: "softmax" }).apply(codings);
const pixels = dense(784, { activation: "sigmoid" }).apply(dense(64, { activation: "selu" }).apply(codings));
const picture = reshape([28, 28]).apply(pixels);

const model = new Model({ inputs: { image, row }, outputs: { kind, picture } });
model.compile({
  loss: { kind: "sparseCategoricalCrossentropy", picture: "binaryCrossentropy" },
  lossWeights: { kind: 0.5, picture: 1 },
  metrics: { kind: ["accuracy"] },
  optimizer: "adam",
});
console.log(model.summary());

const { history } = await model.fit(
  { image: images, row: table },
  { kind: labels, picture: images },
  { epochs: 6, validationSplit: 0.2 },
);
console.log("loss", ...history.map(({ loss }) => loss.toFixed(4)));
console.log("accuracy", ...history.map(({ kindAccuracy }) => kindAccuracy.toFixed(2)));
const outputs = await model.predict({ image: images, row: table });
console.log(`kind [${outputs.kind.shape}], picture [${outputs.picture.shape}]`);
