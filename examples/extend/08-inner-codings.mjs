// Models that share layers: a second Model ends at an inner layer of the first and returns its codings, and a third one begins
// there. All three share their weights, so nothing is copied, and training the first model trains the others too.
import { garments, input, Model } from "codings";
import { batchNormalization, dense, flatten, reshape } from "codings/layers";
import { adam } from "codings/training";

const { examples, labels, classes } = garments({ count: 600 });

const image = input([28, 28]);
const hidden = dense(64, { activation: "selu" }).apply(flatten().apply(image));
const codings = dense(8, { name: "codings" }).apply(batchNormalization({ momentum: 0.9 }).apply(hidden));
const wide = dense(64, { activation: "selu" }).apply(codings);
const picture = reshape([28, 28]).apply(dense(784, { activation: "sigmoid" }).apply(wide));
const autoencoder = new Model({ inputs: image, outputs: picture });

const encoder = new Model({ inputs: autoencoder.inputs, outputs: autoencoder.outputOf("codings") });
const decoder = new Model({ inputs: autoencoder.outputOf("codings"), outputs: autoencoder.outputs });

autoencoder.compile({ loss: "binaryCrossentropy", optimizer: "adam" });
const { history } = await autoencoder.fit(examples, examples, { epochs: 6 });
console.log("loss", ...history.map(({ loss }) => loss.toFixed(4)));

const coded = await encoder.predict(examples);
const [decoded] = await decoder.predict(coded);
const whole = await autoencoder.predict(examples);
const furthest = decoded.data.reduce((most, value, i) => Math.max(most, Math.abs(value - whole.data[i])), 0);
console.log(`codings [${coded.shape}], decoded as the whole model does within ${furthest.toExponential(0)}`);

// A small classifier of the codings. Its encoder is frozen, so that only the new layer learns.
encoder.trainable = false;
const kind = dense(classes.length, { activation: "softmax" }).apply(encoder.apply(image));
const classifier = new Model({ inputs: image, outputs: kind });
classifier.compile({ loss: "sparseCategoricalCrossentropy", optimizer: adam({ learningRate: 0.02 }), metrics: ["accuracy"] });
const learned = await classifier.fit(examples, labels, { epochs: 8 });
console.log("loss", ...learned.history.map(({ loss }) => loss.toFixed(4)));
const same = (await encoder.predict(examples)).data.every((value, i) => value === coded.data[i]);
console.log(`accuracy ${learned.history.at(-1).accuracy.toFixed(2)}, the codings are as before: ${same}`);
