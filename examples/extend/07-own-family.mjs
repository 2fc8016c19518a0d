// A custom family: a description that works wherever the built-in families work. In this one, each hidden layer has half as many
// units as the previous one, and the family's own option `depth` is the number of hidden layers.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Autoencoder, garments, load, sequential, train } from "codings";
import { families, family } from "codings/autoencoders";
import { dense, flatten, reshape } from "codings/layers";

const halving = family({
  name: "halving",
  title: "Halving",
  summary: "autoencoder in which each layer has half the units of the previous one",
  section: "Stacked Autoencoders",
  examples: "any",
  defaults: { ...families.stacked.defaults, codings: 16, optimizer: "adam", learningRate: 0.001, epochs: 4 },
  options: { depth: { summary: "number of hidden layers", default: 2, form: "<n>", parse: Number, show: String } },
  build({ inputShape, codings, depth, outputActivation }) {
    const size = inputShape.reduce((product, side) => product * side, 1);
    const units = Array.from({ length: depth }, (_, i) => codings * 2 ** (depth - i));
    const down = [...units, codings].map((count) => dense(count, { activation: "selu" }));
    const up = units.toReversed().map((count) => dense(count, { activation: "selu" }));
    return {
      encoder: sequential([flatten(), ...down], { name: "encoder" }),
      decoder: sequential([...up, dense(size, { activation: outputActivation }), reshape(inputShape)], { name: "decoder" }),
    };
  },
});

// The family as an estimator.
const data = garments({ count: 400 });
const autoencoder = await new Autoencoder({ family: halving, depth: 1 }).fit(data.examples);
console.log("loss", ...autoencoder.history.map(({ loss }) => loss.toFixed(4)));

// The family with train, which chooses the other options, holds out examples, saves the model, and accepts any data.
const output = join(await mkdtemp(join(tmpdir(), "codings-halving-")), "model");
const { history, recipe } = await train(data, { family: halving, codings: 8, output });
console.log("loss", ...history.map(({ loss }) => loss.toFixed(4)));
console.log(`family ${recipe.family}, depth ${recipe.depth}, codings ${recipe.codings}`);

// A model folder stores the family's name, and load needs the family itself.
const again = await load(output, { families: { halving } });
console.log(`loaded: [${(await again.transform(data)).shape}]`);
console.log(await load(output).catch((error) => error.message));
console.log(await train(data, { family: halving, dept: 3 }).catch((error) => error.message));
await rm(join(output, ".."), { recursive: true });
