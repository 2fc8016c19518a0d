import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { toFeatures } from "../data/tables/schema/features.ts";
import { Autoencoder } from "./autoencoder.ts";
import { families } from "./families/index.ts";
import { VariationalAutoencoder } from "./index.ts";

const table: TablePreprocessing = {
  columns: [
    ...["a", "b", "c"].map((name) => ({
      kind: "number" as const,
      name,
      missing: 0.1,
      scaling: "standard" as const,
      center: 0,
      scale: 1,
      whole: false,
    })),
    { kind: "category", name: "colour", missing: 0.1, values: ["red", "green"], open: true, entropy: Math.log(2) },
    { kind: "date", name: "when", missing: 0, cycles: ["day"] },
  ],
  keys: [],
  leftOut: [],
};

/** Rows in which everything follows from one number; a tenth of the values is missing. */
const examples = (() => {
  const source = random(5);
  const hidden = Array.from({ length: 400 }, () => 2 * source.uniform() - 1);
  const some = (of: (z: number) => number, share = 0.1) =>
    Float64Array.from(hidden, (z) => (source.uniform() < share ? Number.NaN : of(z)));
  const raw = [
    some((z) => 1.5 * z),
    some((z) => -z),
    some((z) => z * z),
    some((z) => (z > 0 ? 1 : 0)),
    some((z) => 40_000 * z, 0),
  ];
  return toFeatures(table, raw, hidden.length);
})();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codings-table-families-"));
});
afterAll(() => rm(folder, { recursive: true }));

const ofOthers = { convolutional: "takes images", "convolutional-1d": "takes sequences", recurrent: "takes sequences" };
const ofRows = Object.entries(families).filter(([name]) => !Object.hasOwn(ofOthers, name));

it.each(ofRows)(
  "the %s autoencoder learns a table with missing values, and gives the same scores after it is saved and loaded",
  async (name, family) => {
    const autoencoder = new Autoencoder({ family, table, codings: 2, hidden: name === "linear" ? [] : [16] });
    autoencoder.buildFor([8]);
    const before = await autoencoder.scoreSamples(examples);
    await autoencoder.fit(examples, { epochs: 30, warn: () => undefined });
    const scores = await autoencoder.scoreSamples(examples);
    const mean = ({ data }: { data: Float32Array }) => data.reduce((sum, x) => sum + x, 0) / data.length;
    expect(scores.data.every(Number.isFinite)).toBe(true);
    // Predicting the mean costs 1 if columns are standardised.
    expect(mean(scores)).toBeLessThan(0.9 * mean(before));
    await autoencoder.save(join(folder, name));
    const loaded = await Autoencoder.load(join(folder, name));
    expect(loaded.settings.table).toEqual(table);
    expect(await loaded.scoreSamples(examples)).toEqual(scores);
  },
);

it.each(Object.entries(ofOthers))("the %s autoencoder reports that it %s", (name, line) => {
  const autoencoder = new Autoencoder({ family: families[name]!, table });
  expect(() => autoencoder.buildFor([8])).toThrow(line);
});

it("a row without any values has no loss", async () => {
  const autoencoder = new Autoencoder({ family: "stacked", table, codings: 2, hidden: [4] });
  autoencoder.buildFor([8]);
  const nothing = ndarray("float32", [1, 8], new Float32Array(8).fill(Number.NaN));
  expect([...(await autoencoder.scoreSamples(nothing)).data]).toEqual([0]);
});

it("a variational autoencoder of a table generates the same rows at once and in parts", async () => {
  const autoencoder = new VariationalAutoencoder({ table, codings: 2, hidden: [4] });
  autoencoder.buildFor([8]);
  const whole = await autoencoder.generate(50, { seed: 3 });
  const next = autoencoder.generator({ seed: 3 });
  const parts = [await next(20), await next(30)];
  expect(parts.flatMap(({ data }) => [...data])).toEqual([...whole.data]);
  expect((await autoencoder.generate(50, { seed: 4 })).data).not.toEqual(whole.data);
});
