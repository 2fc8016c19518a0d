import { describe, expect, it } from "vitest";
import { random } from "../src/core/random.ts";
import type { Data } from "../src/data/given/data.ts";
import { asDataset } from "../src/data/given/dataset.ts";
import type { TablePreprocessing } from "../src/data/tables/schema/columns.ts";
import { meansForMissing } from "../src/data/tables/schema/features.ts";
import {
  AnomalyDetector,
  Autoencoder,
  encode,
  findDuplicates,
  findSimilar,
  impute,
  map,
  type NdArray,
  ndarray,
  Pca,
  PretrainedClassifier,
  reconstruct,
  score,
  Tsne,
  Umap,
} from "../src/index.ts";
import { drift } from "../src/tasks/drift.ts";

const source = random(3);
const COUNT = 60;
const WIDTH = 3;
const array = ndarray(
  "float32",
  [COUNT, WIDTH],
  Float32Array.from({ length: COUNT * WIDTH }, () => source.normal()),
);
const rowsOf = ({ data }: NdArray) =>
  Array.from({ length: COUNT }, (_, i) => Array.from(data.subarray(i * WIDTH, (i + 1) * WIDTH) as Float32Array));
const records = Array.from({ length: COUNT }, (_, i) => ({
  temperature: i % 9 === 0 ? null : 20 + source.normal(),
  count: BigInt(i % 7),
  city: ["Bonn", "Ulm", "Köln"][i % 3],
  isOpen: i % 4 === 0,
  at: new Date(Date.UTC(2024, i % 12, 1 + (i % 28), i % 24)),
}));

async function* parts<T>(all: readonly T[]) {
  yield all.slice(0, 7);
  yield all.slice(7, 40);
  yield all.slice(40);
}

/** The same numbers in every form. */
const forms: Readonly<Record<string, () => Data>> = {
  "an array with a shape": () => array,
  "numbers and their shape": () => ({ data: array.data, shape: array.shape }),
  "float64 numbers": () => ndarray("float64", array.shape, Float64Array.from(array.data)),
  "lists in lists": () => rowsOf(array),
  "rows of typed arrays": () => rowsOf(array).map((row) => Float32Array.from(row)),
  "a dataset": () => ({ name: "numbers", examples: array }),
  "an async iterable of parts": () => parts(rowsOf(array)),
  "a function that gives one": () => () => parts(rowsOf(array)),
};

/** The same rows of a table in every form. */
const rowForms: Readonly<Record<string, () => Data>> = {
  records: () => records,
  "an async iterable of records": () => parts(records),
  "a function that gives one": () => () => parts(records),
  "an iterable of records": () => new Set(records),
};

const quiet = { epochs: 1, warn: false } as const;
const labels = Array.from({ length: COUNT }, (_, i) => i % 2);
type Made = (table?: TablePreprocessing) => (data: () => Data) => Promise<unknown>;

const autoencoder = (table?: TablePreprocessing) => new Autoencoder({ codings: 2, hidden: [4], ...(table && { table }) });
const fitted = (table: TablePreprocessing | undefined, data: () => Data) =>
  autoencoder(table).fit(data(), { ...quiet, validation: data() });

/** The results of each estimator and each task. `data` returns the data again for each use. */
const uses: Readonly<Record<string, Made>> = {
  Autoencoder: (table) => async (data) => {
    const made = await fitted(table, data);
    const codings = await made.transform(data());
    return [
      codings,
      await made.inverseTransform({ data: codings.data, shape: codings.shape }),
      await made.reconstruct(data()),
      await made.scoreSamples(data()),
      await autoencoder(table).fitTransform(data(), quiet),
    ];
  },
  AnomalyDetector: (table) => async (data) => {
    const made = await new AnomalyDetector({ steps: 10, ...(table && { table }) }).fit(data());
    return [
      await made.scoreSamples(data()),
      await made.predict(data()),
      await made.explain(data()),
      await made.pcaScores(data()),
    ];
  },
  Pca: () => async (data) => {
    const made = await new Pca({ components: 2 }).fit(data());
    const again = await new Pca({ components: 2 }).partialFit(data());
    return [
      again.components,
      await made.transform(data()),
      await made.reconstruct(data()),
      await made.scoreSamples(data()),
      await new Pca({ components: 2 }).fitTransform(data()),
    ];
  },
  Tsne: () => async (data) => {
    const made = await new Tsne({ perplexity: 5, iterations: 20 }).fit(data(), { threads: 1 });
    return [made.map, await made.transform(data(), { threads: 1 })];
  },
  Umap: () => async (data) => {
    const made = await new Umap({ neighbors: 5, epochs: 20 }).fit(data());
    return [made.map, await made.transform(data())];
  },
  PretrainedClassifier: (table) => async (data) => {
    const made = new PretrainedClassifier(await fitted(table, data), { frozenEpochs: 1, tunedEpochs: 1 });
    await made.fit(data(), labels, { warn: () => undefined });
    return [await made.predict(data()), await made.predictProbabilities(data()), await made.score(data(), labels)];
  },
  tasks: (table) => async (data) => {
    const made = await fitted(table, data);
    const { scores } = await score(made, data());
    const { indices, distances } = await findSimilar(made, data(), { to: 4, count: 2 });
    return [
      (await encode(made, data())).codings,
      (await reconstruct(made, data())).reconstructions,
      scores,
      indices,
      distances,
      (await findDuplicates(made, data())).groups,
      (await map(made, data(), { method: "pca" })).positions,
      await drift(made, { before: data(), now: data() }),
    ];
  },
};

/** Results without times and names. */
const comparable = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, part) => (ArrayBuffer.isView(part) ? Array.from(part as Float32Array) : part)));

describe.each(Object.entries(uses))("%s", (_, use) => {
  const expected = use()(() => array);

  it.each(Object.entries(forms))("takes %s, with the same bits", async (_, data) => {
    expect(comparable(await use()(data))).toEqual(comparable(await expected));
  });
});

describe.each(Object.entries(uses))("%s with rows of a table", (name, use) => {
  const isMap = ["Pca", "Tsne", "Umap"].includes(name);
  const learned = asDataset(records, { opening: { drawTailsIn: name !== "AnomalyDetector" } });
  const expected = learned.then(({ examples, table }) => use(table)(() => (isMap ? meansForMissing(examples) : examples)));

  it.each(Object.entries(rowForms))("takes %s, with the same bits", async (_, data) => {
    expect(comparable(await use()(data))).toEqual(comparable(await expected));
  });

  it("takes a table's dataset, with the same bits", async () => {
    const dataset = await learned;
    expect(comparable(await use()(() => dataset))).toEqual(comparable(await expected));
  });
});

it("splits numbers without a shape into examples if the shape of an example is known", async () => {
  const made = await fitted(undefined, () => array);
  expect(await made.transform(array.data)).toEqual(await made.transform(array));
  const detector = await new AnomalyDetector({ steps: 10 }).fit(array);
  expect(await detector.scoreSamples(Array.from(array.data))).toEqual(await detector.scoreSamples(array));
  const pca = await new Pca().fit(array);
  expect(await pca.transform(array.data)).toEqual(await pca.transform(array));
});

describe("an estimator that was trained on rows as objects", () => {
  const one = { ...records[0]!, temperature: 21, city: "Ulm" };

  it("stores their columns, also when it is saved", async () => {
    const { autoencoderFiles, autoencoderFrom } = await import("../src/autoencoders/index.ts");
    const { detectorFiles, detectorFrom } = await import("../src/anomalies/index.ts");
    const bytes = (files: Record<string, Uint8Array | string>) =>
      Object.fromEntries(
        Object.entries(files).map(([file, content]) => [
          file,
          typeof content === "string" ? new TextEncoder().encode(content) : content,
        ]),
      );
    const made = await fitted(undefined, () => records);
    const { autoencoder: loaded } = autoencoderFrom(bytes(autoencoderFiles(made)));
    expect(loaded.table).toEqual(made.table);
    expect(await loaded.transform([one])).toEqual(await made.transform([one]));
    const detector = await new AnomalyDetector({ steps: 10 }).fit(records);
    const again = detectorFrom(bytes(detectorFiles(detector)));
    expect(again.table).toEqual(detector.table);
    expect(await again.scoreSamples([one])).toEqual(await detector.scoreSamples([one]));
  });

  it("names a missing column and unknown values", async () => {
    const made = await fitted(undefined, () => records);
    const { city: _, ...lacking } = one;
    await expect(made.transform([lacking])).rejects.toThrow('records lacks the column "city" that the model was trained on.');
    const text = { ...one, temperature: "warm" };
    await expect(made.transform([text])).rejects.toThrow(
      'column "temperature" was a number in training, but it is "warm" in row 1',
    );
    const notes: string[] = [];
    await encode(made, [{ ...one, city: "Rom" }], { onNote: (note) => notes.push(note) });
    expect(notes).toEqual([expect.stringContaining('column "city": 1 of 1 rows have a value that wasn\'t in the training data')]);
  });

  it("counts texts among their numbers as missing if there is a callback for the note, and refuses them otherwise", async () => {
    const dirty = records.map((row, i) => (i === 7 ? { ...row, temperature: "warm" } : row));
    const first = 'the first is "warm" in row 8';
    const refusal = `records: column "temperature" contains numbers, except for 1 of 53 values; ${first}. Correct them`;
    await expect(fitted(undefined, () => dirty)).rejects.toThrow(refusal);
    const made = await fitted(undefined, () => records);
    await expect(made.transform(dirty)).rejects.toThrow(refusal);
    const notes: string[] = [];
    const { codings } = await encode(made, dirty, { onNote: (note) => notes.push(note) });
    const gap = records.map((row, i) => (i === 7 ? { ...row, temperature: null } : row));
    expect(codings).toEqual(await made.transform(gap));
    expect(notes).toEqual([expect.stringContaining(`records: column "temperature": 1 of 53 values isn't a number; ${first}`)]);
  });

  it("forgets their columns when it is trained on an array, and then refuses rows as objects", async () => {
    const made = await fitted(undefined, () => records);
    await made.fit(array, quiet);
    expect(made.table).toBeUndefined();
    await expect(made.transform(records)).rejects.toThrow(
      "The data are rows as objects, but the model takes arrays of shape [n, 3].",
    );
  });

  it("holds out evenly drawn rows for a validationSplit, and learns the preprocessing from the others", async () => {
    const made = await autoencoder().fit(records, { ...quiet, validationSplit: 0.2 });
    expect(made.history[0]!.valLoss).toBeGreaterThan(0);
    const { table } = await asDataset(records, { opening: { validation: 0.2 } });
    expect(made.table).toEqual(table);
  });

  it("fills their missing values with values like those of the columns", async () => {
    const made = await new Autoencoder({ codings: 3, hidden: [8] }).fit(records, { ...quiet, epochs: 3 });
    const [whole, filled] = await impute(made, [
      one,
      { ...one, temperature: null, city: null, isOpen: null, count: null, at: null },
    ] as never[]);
    expect(whole).toEqual(one);
    expect(filled).toEqual({
      temperature: expect.any(Number),
      city: expect.stringMatching(/^(Bonn|Ulm|Köln)$/),
      isOpen: expect.any(Boolean),
      count: expect.any(Number),
      at: null,
    });
  });
});
