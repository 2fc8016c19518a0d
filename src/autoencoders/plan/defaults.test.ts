import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type NdArray, ndarray, sliceRows } from "../../core/ndarray.ts";
import { random } from "../../core/random.ts";
import { garments } from "../../data/built-in/garments.ts";
import { generate3dData } from "../../data/built-in/points-3d.ts";
import { Pca } from "../../manifold/pca.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { isOutlier } from "../../scoring/calibration.ts";
import { sgd } from "../../training/optimizers/index.ts";
import { addNoise } from "../add-noise.ts";
import { Autoencoder } from "../autoencoder.ts";
import { families } from "../families/index.ts";
import { DenoisingAutoencoder, LinearAutoencoder, RecurrentAutoencoder, StackedAutoencoder } from "../index.ts";
import { exportOnnx } from "../onnx-parts.ts";
import type { AutoencoderOptions } from "../options.ts";
import { NUMBER_DEFAULTS, valuesOf } from "./defaults.ts";

const WIDTH = 20;
const quiet = { warn: false } as const;

/** Rows [n, 20] of five factors and a little noise. Column j is in units of `unit(j)`, with a mean of about `middle(j)`. */
function rowsOf(count: number, unit: (column: number) => number = () => 1, middle: (column: number) => number = () => 0) {
  const source = random(7);
  const loadings = Array.from({ length: 5 * WIDTH }, () => source.normal() / Math.sqrt(5));
  const data = new Float32Array(count * WIDTH);
  for (let row = 0; row < count; row++) {
    const factors = Array.from({ length: 5 }, () => source.normal());
    for (let j = 0; j < WIDTH; j++) {
      const x = factors.reduce((sum, z, k) => sum + z * loadings[k * WIDTH + j]!, 0.1 * source.normal());
      data[row * WIDTH + j] = x * unit(j) + middle(j);
    }
  }
  return ndarray("float32", [count, WIDTH], data);
}

/** Returns the mean and the standard deviation of each column over all rows, in float64. */
function momentsOf({ data, shape: [count] }: NdArray<"float32">) {
  return Array.from({ length: WIDTH }, (_, j) => {
    const column = Array.from({ length: count! }, (_row, i) => data[i * WIDTH + j]!);
    const mean = column.reduce((sum, x) => sum + x, 0) / count!;
    return { mean, deviation: Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count!) };
  });
}

/** Returns the mean share of each column's variance that reconstructions keep. */
function keptOf(x: NdArray<"float32">, reconstructions: NdArray<"float32">): number {
  const moments = momentsOf(x);
  const lost = moments.map(() => 0);
  x.data.forEach((value, i) => {
    lost[i % WIDTH]! += (value - reconstructions.data[i]!) ** 2 / x.shape[0]!;
  });
  return 1 - lost.reduce((sum, error, j) => sum + error / (moments[j]!.deviation ** 2 || 1), 0) / WIDTH;
}

const unitOf = (column: number): number => 10 ** ((column % 7) - 3);
const mixed = [unitOf, (column: number) => 20 * (column % 3) * unitOf(column)] as const;
const odd: Readonly<Record<string, NdArray<"float32">>> = {
  "a million times as large": rowsOf(400, () => 1e6),
  "a millionth as large": rowsOf(400, () => 1e-6),
  "zeros and ones": { ...rowsOf(400), data: rowsOf(400).data.map((x) => (x > 0 ? 1 : 0)) },
  "with heavy tails": { ...rowsOf(400), data: rowsOf(400).data.map((x, i) => (i % 997 === 0 ? 1e5 * x : x)) },
  "with a column that is always the same": { ...rowsOf(400), data: rowsOf(400).data.map((x, i) => (i % WIDTH === 3 ? 0.1 : x)) },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codings-numbers-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("numbers that aren't pixels, with codings as the only option", () => {
  it.each(["linear", "stacked", "tied", "greedy"])(
    "the %s autoencoder keeps .9 of the variance that PCA keeps, in any units",
    async (name) => {
      const x = rowsOf(2000, ...mixed);
      const standard = { ...x, data: x.data.slice() };
      momentsOf(x).forEach(({ mean, deviation }, j) => {
        for (let i = j; i < x.data.length; i += WIDTH) standard.data[i] = (x.data[i]! - mean) / deviation;
      });
      const pca = await new Pca({ components: 5 }).fit(standard);
      const best = keptOf(standard, await pca.reconstruct(standard));
      const autoencoder = new Autoencoder({ family: families[name]!, codings: 5 });
      await autoencoder.fit(x, quiet);
      expect(autoencoder.settings).toMatchObject(NUMBER_DEFAULTS);
      expect(keptOf(x, await autoencoder.reconstruct(x))).toBeGreaterThan(0.9 * best);
    },
  );

  it.each(
    Object.keys(families).flatMap((name) =>
      ["convolutional", "convolutional-1d", "recurrent"].includes(name) ? [] : Object.keys(odd).map((kind) => [name, kind]),
    ),
  )("the %s autoencoder has a finite loss for rows %s", async (name, kind) => {
    const autoencoder = new Autoencoder({ family: families[name!]!, codings: 5, hidden: name === "linear" ? [] : [20] });
    const { history } = await autoencoder.fit(odd[kind!]!, { epochs: 3, ...quiet });
    expect(history.every(({ loss }) => Number.isFinite(loss))).toBe(true);
    expect(history.at(-1)!.loss).toBeLessThan(history.find(({ phase }) => phase === history.at(-1)!.phase)!.loss * 1.05);
    expect((await autoencoder.scoreSamples(odd[kind!]!)).data.every(Number.isFinite)).toBe(true);
  });

  it.each(["recurrent", "convolutional-1d", "convolutional"])(
    "the %s autoencoder learns from windows and images of large numbers",
    async (name) => {
      const shape = name === "convolutional" ? [60, 8, 10] : [60, 16, 5];
      const x = ndarray(
        "float32",
        shape,
        rowsOf(
          240,
          () => 1e4,
          () => 300,
        ).data,
      );
      const autoencoder = new Autoencoder({ family: families[name]!, codings: 4, hidden: [6] });
      const { history } = await autoencoder.fit(x, { epochs: 3, ...quiet });
      expect(history.at(-1)!.loss).toBeLessThan(history[0]!.loss);
      const [center] = autoencoder.scalers!.before.variables;
      expect(center!.shape).toEqual(name === "convolutional" ? [1] : [5]);
    },
  );

  it("doesn't depend on units: for rows multiplied by 2 to the 20th, reconstructions are multiplied too, and codings and scores are equal, bit by bit", async () => {
    const [x, large] = [rowsOf(300), rowsOf(300, () => 2 ** 20)];
    const made = await Promise.all(
      [x, large].map(async (rows) => {
        const autoencoder = new StackedAutoencoder({ codings: 5, hidden: [10] });
        await autoencoder.fit(rows, { epochs: 2, ...quiet });
        return autoencoder;
      }),
    );
    const [a, b] = [made[0]!, made[1]!];
    expect(await b.transform(large)).toEqual(await a.transform(x));
    expect(await b.scoreSamples(large)).toEqual(await a.scoreSamples(x));
    expect((await b.reconstruct(large)).data).toEqual((await a.reconstruct(x)).data.map((value) => value * 2 ** 20));
  });
});

describe("an autoencoder that scales its numbers", () => {
  const x = rowsOf(500, ...mixed);
  for (let i = 3; i < x.data.length; i += WIDTH) Object.assign(x.data, { [i]: 0.1, [i + 1]: 0 });
  const held = sliceRows(rowsOf(600, ...mixed), 500);
  const autoencoder = new StackedAutoencoder({ codings: 5, hidden: [10] });
  beforeAll(() => autoencoder.fit(x, { epochs: 5, validation: held, ...quiet }));

  it("learns each column's mean and standard deviation; the scale of a constant column is its size, or, for zeros, a typical standard deviation", () => {
    const [center, scale] = autoencoder.scalers!.before.variables.map(({ value }) => value!);
    const moments = momentsOf(x);
    const known = moments.map(({ deviation }) => deviation).filter((_, j) => j !== 3 && j !== 4);
    const typical = known.toSorted((a, b) => a - b)[known.length >> 1]!;
    moments.forEach(({ mean, deviation }, j) => {
      expect(center![j]! - mean).toBeCloseTo(0, 3);
      expect(scale![j]! / (j === 3 ? 0.1 : j === 4 ? typical : deviation)).toBeCloseTo(1, 5);
    });
  });

  it("encodes and decodes in the units of the data, and scores in units of the standard deviations", async () => {
    const reconstructions = await autoencoder.reconstruct(held);
    expect((await autoencoder.inverseTransform(await autoencoder.transform(held))).data).toEqual(reconstructions.data);
    const scale = autoencoder.scales!;
    const wanted = Array.from({ length: 100 }, (_, row) => {
      const errors = Array.from(
        scale,
        (unit, j) => (held.data[row * WIDTH + j]! - reconstructions.data[row * WIDTH + j]!) / unit,
      );
      return errors.reduce((sum, error) => sum + error * error, 0) / WIDTH;
    });
    const { data: scores } = await autoencoder.scoreSamples(held);
    scores.forEach((score, row) => {
      expect(score / wanted[row]!).toBeCloseTo(1, 5);
    });
    // The loss is the mean of these scores.
    expect(autoencoder.history.at(-1)!.valLoss! / (wanted.reduce((sum, score) => sum + score, 0) / 100)).toBeCloseTo(1, 3);
  });

  it("is the same after it is saved and loaded, and its ONNX files take raw numbers", async () => {
    await autoencoder.save(join(folder, "scaled"));
    const loaded = await Autoencoder.load(join(folder, "scaled"));
    const scores = await autoencoder.scoreSamples(held);
    expect(await loaded.transform(held)).toEqual(await autoencoder.transform(held));
    expect(await loaded.scoreSamples(held)).toEqual(scores);
    const program = await (await nodeRuntime()).compile(exportOnnx(loaded, "scorer"));
    const { score, outlier } = await program.run({ examples: held });
    await program.close();
    (score!.data as Float32Array).forEach((value, row) => {
      expect(value / scores.data[row]!).toBeCloseTo(1, 4);
    });
    const flags = Array.from(scores.data, (value) => (isOutlier(loaded.calibration!, value) ? 1n : 0n));
    expect([...(outlier!.data as BigInt64Array)]).toEqual(flags);
  });

  it("continues from a folder to the same bits, with the scales that it had", async () => {
    const whole = new StackedAutoencoder({ codings: 5, hidden: [10] });
    await whole.fit(x, { epochs: 4, ...quiet });
    const half = new StackedAutoencoder({ codings: 5, hidden: [10] });
    const { state } = await half.fit(x, { epochs: 2, ...quiet });
    await half.save(join(folder, "half"));
    const resumed = await Autoencoder.load(join(folder, "half"));
    await resumed.fit(x, { epochs: 4, from: state, ...quiet });
    expect(resumed.trained.model.getWeights()).toEqual(whole.trained.model.getWeights());
  });

  it("gives its scales to a new autoencoder with the same options", () => {
    const { before } = autoencoder.scalers!;
    const { model } = autoencoder.likewise().buildFor([WIDTH]);
    expect(model.getWeights()[0]!.data).toEqual(before.variables[0]!.value);
    expect(model.getWeights()[1]!.data).toEqual(before.variables[1]!.value);
    const third = autoencoder.likewise().likewise();
    third.buildFor([WIDTH]);
    expect(third.scales).toEqual(autoencoder.scales);
  });

  it("lets the examples choose the options of a new autoencoder if it isn't trained itself", async () => {
    const other = new StackedAutoencoder({ codings: 5, hidden: [10] }).likewise();
    await other.fit(x, { epochs: 1, ...quiet });
    expect(other.settings).toEqual(autoencoder.settings);
  });

  it.each(["stacked", "greedy"])("continues from a state alone to the same bits: a %s autoencoder", async (name) => {
    const family = families[name]!;
    const make = () => new Autoencoder({ family, codings: 2, hidden: [4] });
    const rows = sliceRows(x, 0, 64);
    const [whole, half, resumed] = [make(), make(), make()];
    await whole.fit(rows, { epochs: 4, ...quiet });
    const { state } = await half.fit(rows, { epochs: 2, ...quiet });
    await resumed.fit(rows, { epochs: 4, from: state, ...quiet });
    expect(resumed.trained.model.getWeights()).toEqual(whole.trained.model.getWeights());
  });

  it("adds noise in units of standard deviations: gaussian .2 is a fifth of each column's", async () => {
    const many = rowsOf(4000, ...mixed);
    const denoising = new DenoisingAutoencoder({ codings: 5, hidden: [10] });
    await denoising.fit(many, { epochs: 1, ...quiet });
    expect(denoising.trained.encoder.layers.slice(0, 2).map(({ kind }) => kind)).toEqual(["Standardization", "GaussianNoise"]);
    const noisy = await addNoise(many, { kind: "gaussian", amount: 0.2 }, { autoencoder: denoising });
    const noise = { ...many, data: noisy.data.map((value, i) => value - many.data[i]!) };
    momentsOf(many).forEach(({ deviation }, j) => {
      expect(momentsOf(noise)[j]!.deviation / deviation).toBeCloseTo(0.2, 1);
    });
  });
});

describe("each given option overrides its default", () => {
  const x = rowsOf(64);
  const settled = async (options: AutoencoderOptions, rows: NdArray = x, Family = StackedAutoencoder) => {
    const autoencoder = new Family({ codings: 2, hidden: [4], ...options });
    await autoencoder.fit(rows, { epochs: 1, ...quiet });
    const { loss, optimizer, learningRate, scaling = "none" } = autoencoder.settings;
    return [loss, typeof optimizer === "string" ? optimizer : (optimizer as { kind: string }).kind, learningRate, scaling];
  };
  const shares = ndarray(
    "float32",
    [64, WIDTH],
    x.data.map((value) => 1 / (1 + Math.exp(-value))),
  );

  it.each<[string, AutoencoderOptions, unknown[]]>([
    ["nothing", {}, ["mse", "adam", 0.002, "standard"]],
    ["a loss", { loss: "mae" }, ["mae", "adam", 0.002, "standard"]],
    ["an optimizer", { optimizer: "nadam" }, ["mse", "nadam", undefined, "standard"]],
    ["a rate", { learningRate: 0.1 }, ["mse", "adam", 0.1, "standard"]],
    ["scaling", { scaling: "standard" }, ["mse", "adam", 0.002, "standard"]],
    ["no scaling", { scaling: "none" }, ["mse", "adam", 0.002, "none"]],
    ["loss and optimizer", { loss: "mse", optimizer: sgd({ learningRate: 0.1 }) }, ["mse", "sgd", undefined, "none"]],
    ["loss and rate", { loss: "mse", learningRate: 0.1 }, ["mse", "adam", 0.1, "standard"]],
    ["all of them, and scaling", { loss: "mse", optimizer: "adam", scaling: "standard" }, ["mse", "adam", undefined, "standard"]],
  ])("for numbers: %s", async (_what, options, wanted) => {
    expect(await settled(options)).toEqual(wanted);
  });

  it("cross-entropies take valid numbers without scaling, and refuse others", async () => {
    expect(await settled({ loss: "binaryCrossentropy", optimizer: "adam" }, shares)).toEqual([
      "binaryCrossentropy",
      "adam",
      undefined,
      "none",
    ]);
    const row = x.data.findIndex((value) => value < 0 || value > 1);
    await expect(settled({ loss: "binaryCrossentropy" })).rejects.toThrow(
      `The loss binaryCrossentropy is for targets from 0 to 1, but row ${Math.floor(row / WIDTH)}, column ${row % WIDTH} is ${x.data[row]} (counted from 0). Scale the data to 0 to 1, or take another loss, such as loss: "mse".`,
    );
    expect(() => new StackedAutoencoder({ loss: "binaryCrossentropy", scaling: "standard" })).toThrow(
      'The loss binaryCrossentropy can\'t be used for scaled numbers. Leave out scaling, or use loss: "mse".',
    );
    await expect(settled({ loss: "categoricalCrossentropy" })).rejects.toThrow(
      "The loss categoricalCrossentropy is for targets from 0 to 1",
    );
    await expect(settled({ loss: "sparseCategoricalCrossentropy" })).rejects.toThrow("labels are whole numbers from 0 to 19");
  });

  it("the lecture's images get the family's defaults; other images, zeros and ones, and numbers get those of their kind", async () => {
    const lecture = ["binaryCrossentropy", "sgd", 1.5, "none"];
    const { examples } = garments({ count: 20 });
    expect(await settled({}, examples)).toEqual(lecture);
    const floats = Float32Array.from(examples.data as Uint8Array, (value) => value / 255);
    expect(await settled({}, ndarray("float32", [20, 784], floats))).toEqual(lecture);
    const pictures = ["mse", "adam", 0.001, "none"];
    const bytes = ndarray(
      "uint8",
      [64, WIDTH],
      Uint8Array.from(shares.data, (value) => 255 * value),
    );
    const images = ndarray("float32", [64, 4, 5], shares.data);
    expect(await settled({}, bytes)).toEqual(pictures);
    expect(await settled({}, images)).toEqual(pictures);
    const zerosAndOnes = ndarray(
      "float32",
      [64, WIDTH],
      x.data.map((value) => (value > 0 ? 1 : 0)),
    );
    expect(await settled({}, zerosAndOnes)).toEqual(["binaryCrossentropy", "adam", 0.002, "none"]);
    const doubled = { ...images, data: images.data.map((value) => 2 * value) };
    for (const numbers of [shares, doubled]) expect(await settled({}, numbers)).toEqual(["mse", "adam", 0.002, "standard"]);
    const sequences = new RecurrentAutoencoder({ codings: 2, hidden: [4] });
    await sequences.fit(images, { epochs: 1, ...quiet });
    expect(sequences.settings).toMatchObject(NUMBER_DEFAULTS);
  });

  it("the lecture's points in space get the lecture's settings for the linear family, and other points don't", async () => {
    const { examples } = generate3dData();
    const linear = new LinearAutoencoder();
    await linear.fit(examples, { epochs: 1, ...quiet });
    expect(linear.settings).toMatchObject({ loss: "mse", optimizer: "sgd", learningRate: 1.5 });
    expect(linear.scalers).toBeUndefined();
    expect(valuesOf({ ...examples, data: (examples.data as Float32Array).map((value) => 10 * value) }, families.linear)).toBe(
      "numbers",
    );
    expect(valuesOf(examples, families.stacked)).toBe("numbers");
  });

  it("an adopted model is trained as it is", async () => {
    const other = new StackedAutoencoder({ codings: 2, hidden: [4], loss: "mse", optimizer: "adam" });
    const adopted = new StackedAutoencoder({ codings: 2, hidden: [4] }).adopt(other.buildFor([WIDTH]).model);
    await expect(adopted.fit(x, { epochs: 1, ...quiet })).rejects.toThrow(
      "The loss binaryCrossentropy is for targets from 0 to 1",
    );
    expect(adopted.settings.optimizer).toBe("sgd");
  });
});

describe("rows as objects", () => {
  const x = rowsOf(1000, ...mixed);
  const records = Array.from({ length: 1000 }, (_, row) =>
    Object.fromEntries(Array.from({ length: WIDTH }, (_value, j) => [`c${j}`, x.data[row * WIDTH + j]!])),
  );

  it("choose the sizes, the initial weights and early stopping as arrays of the same numbers do", async () => {
    const [ofRows, ofArray] = [new StackedAutoencoder(), new StackedAutoencoder()];
    await ofRows.fit(records, quiet);
    await ofArray.fit(x, quiet);
    const { codings, hidden, batchSize } = ofArray.settings;
    expect(ofRows.settings).toMatchObject({ codings, hidden, batchSize, start: "pca", loss: "mixed" });
    expect(ofRows.calibration).toBeDefined();
    const standard = await ofRows.reconstruct(records);
    const { columns } = ofRows.table!;
    const back = standard.data.map((value, i) => {
      const column = columns[i % WIDTH]!;
      if (column.kind !== "number" || column.scaling !== "standard") throw new Error(`${column.name} isn't a plain number.`);
      return value * column.scale + column.center;
    });
    const pca = await new Pca({ components: codings }).fit(standardized(x));
    const best = await pca.inverseTransform(await pca.transform(standardized(x)));
    expect(keptOf(x, ndarray("float32", x.shape, back))).toBeGreaterThan(0.95 * keptOf(standardized(x), best));
  });

  it("don't change options that were given", async () => {
    const own = new StackedAutoencoder({ codings: 3, hidden: [7], start: "random" });
    await own.fit(records, { epochs: 1, ...quiet });
    expect(own.settings).toMatchObject({ codings: 3, hidden: [7], start: "random" });
    expect(own.history).toHaveLength(1);
    expect(own.calibration).toBeUndefined();
  });
});

/** Subtracts each column's mean and divides by its standard deviation. */
function standardized(x: NdArray<"float32">): NdArray<"float32"> {
  const moments = momentsOf(x);
  return ndarray(
    "float32",
    x.shape,
    x.data.map((value, i) => (value - moments[i % WIDTH]!.mean) / (moments[i % WIDTH]!.deviation || 1)),
  );
}
