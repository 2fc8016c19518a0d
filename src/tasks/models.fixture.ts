import { type Autoencoder, type AutoencoderOptions, StackedAutoencoder } from "../autoencoders/index.ts";
import { random } from "../core/random.ts";
import { openTable } from "../data/tables/open.node.ts";

/** Returns the CSV text of people whose columns depend on one random number. A tenth of the cells is missing. */
export function peopleCsv(rows: number, seed = 1): string {
  const source = random(seed);
  const lines = Array.from({ length: rows }, (_, i) => {
    const z = source.normal();
    const cells = [Math.round(40 + 10 * z), (2 * z + 0.1 * source.normal()).toFixed(3), z > 0 ? "Oslo" : "Bern"];
    return [`u${i}`, ...cells.map((cell) => (source.uniform() < 0.1 ? "" : cell))].join(",");
  });
  return `${["id,age,score,city", ...lines].join("\n")}\n`;
}

/** SQL that repeats the rows 300 times, so that they are read in several parts. */
export const MANY = "SELECT data.* FROM range(300), data";

/** Trains a model on a table for a few epochs. */
export async function modelOfTable(
  path: string,
  Family = StackedAutoencoder as new (
    options: AutoencoderOptions,
  ) => Autoencoder,
): Promise<Autoencoder> {
  const { examples, table } = await openTable(path);
  const model = new Family({ codings: 2, hidden: [8], table, noise: { kind: "missing", amount: 0.2 } });
  await model.fit(examples, { epochs: 5, validationSplit: 0.1 });
  return model;
}
