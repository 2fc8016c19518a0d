import { type Autoencoder, garments, type Runtime, StackedAutoencoder } from "../../src/browser.ts";

/** Returns an autoencoder of garments, trained unless one is given, the dataset whose last rows are held out, and the options of a report. */
export async function reported(runtime: Runtime, given?: Autoencoder) {
  const dataset = garments({ count: 200 });
  const from = 150;
  const autoencoder = given ?? new StackedAutoencoder({ codings: 4, hidden: [16] });
  const { examples } = garments({ count: 150 });
  if (!given) await autoencoder.fit(examples, { runtime, epochs: 2 });
  return { autoencoder, dataset, options: { runtime, from, title: "Garments <again>", subtitle: "A report", seed: 3 } };
}
