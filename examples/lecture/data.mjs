// The lecture's data: 55,000 training images and 5,000 validation images. DATA=fashion-mnist (or garments, or a folder) selects
// other images, and EPOCHS=1 and COUNT=1000 are for a quick look.
import "./usage.mjs";
import { openDataset, split } from "codings";

const { DATA = "mnist", EPOCHS, COUNT } = process.env;
for (const [name, text] of Object.entries({ EPOCHS, COUNT }))
  if (text && !/^[1-9]\d*$/.test(text)) end(`${name} must be a whole number from 1, but it is "${text}".`);
const parts = await opened().catch(({ message }) => end(message));
export const train = parts.train.examples;
export const valid = parts.validation.examples;
export const { labels: trainLabels } = parts.train;
export const { labels: validLabels } = parts.validation;

async function opened() {
  const dataset = await openDataset(DATA, COUNT ? { count: Number(COUNT) } : {});
  return split(dataset, dataset.examples.shape[0] === 60_000 ? 5000 : 0.1);
}

function end(line) {
  console.error(line);
  process.exit(1);
}

/** Returns the options of `fit`: the number of epochs, the validation set, and a callback that prints each epoch. */
export const options = (epochs, validationData = [valid, valid]) => ({
  epochs: EPOCHS ? Number(EPOCHS) : epochs,
  validationData,
  callbacks: [
    {
      onEpochEnd: ({ epoch, loss, valLoss }) =>
        console.log(`epoch ${epoch}: loss ${loss.toFixed(4)}, validation loss ${valLoss.toFixed(4)}`),
    },
  ],
});
