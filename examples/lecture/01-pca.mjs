// PCA with an undercomplete linear autoencoder, which has no activation functions and minimizes the mean squared error.
import "./usage.mjs";
import { generate3dData, Pca, sequential } from "codings";
import { dense } from "codings/layers";
import { sgd } from "codings/training";

const { examples: points } = generate3dData();
const encoder = sequential([dense(2, { inputShape: [3] })]);
const decoder = sequential([dense(3, { inputShape: [2] })]);
const autoencoder = sequential([encoder, decoder]);
autoencoder.compile({ loss: "mse", optimizer: sgd({ learningRate: 1.5 }) });

await autoencoder.fit(points, points, { epochs: 20 });
console.log("error after 20 epochs:", (await autoencoder.evaluate(points, points)).loss.toFixed(5));
await autoencoder.fit(points, points, { epochs: 1000, batchSize: 60 });
console.log(
  "error after 1,000 more epochs with all points in one batch:",
  (await autoencoder.evaluate(points, points)).loss.toFixed(5),
);

const pca = new Pca({ components: 2 });
await pca.fit(points);
const errors = await pca.scoreSamples(points);
console.log("PCA's error:", (errors.data.reduce((sum, x) => sum + x) / errors.data.length).toFixed(5));
console.log("codings of the first point:", [...(await encoder.predict(points)).data.subarray(0, 2)]);
