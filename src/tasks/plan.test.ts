import { describe, expect, it } from "vitest";
import { UsageError } from "../core/errors.ts";
import { ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { sharedFolder } from "../core/temporary.fixture.ts";
import { plan } from "./plan.node.ts";
import { plan as planInPage } from "./plan.ts";
import { type TrainedModel, train } from "./train.node.ts";

const folder = sharedFolder();

/** Returns rows of two factors in five columns, with values around 300. */
function factors(count = 120) {
  const source = random(3);
  const data = Array.from({ length: count }, () => {
    const [a, b] = [source.normal(), source.normal()];
    return [a, b, a + b, a - b, 2 * a - b].map((x, j) => 300 + 10 ** j * (x + 0.05 * source.normal()));
  });
  return ndarray("float32", [count, 5], Float32Array.from(data.flat()));
}

/** Returns the same rows with small values around 0, which the lecture's settings need. */
function small() {
  const { shape, data } = factors();
  return ndarray(
    "float32",
    shape,
    data.map((x, at) => (x - 300) / 10 ** (at % 5)),
  );
}

const records = Array.from({ length: 60 }, (_, i) => ({ time: i, load: Math.sin(i), kind: i % 2 ? "a" : "b" }));

describe("plan", () => {
  it.each<[string, Parameters<typeof train>[0], object]>([
    ["numbers", factors(), {}],
    ["options that were given", factors(), { family: "variational", learningRate: 0.01, hidden: [8] }],
    ["the lecture's settings", small(), { recipe: "lecture", loss: "mse", learningRate: 0.01 }],
    ["rows of a table", records, { exclude: ["time"] }],
    ["windows of a table", records, { window: 8, orderBy: "time", family: "recurrent" }],
    ["a built-in dataset", "points-3d", { family: "linear" }],
  ])("has the same recipe as train: %s", async (_, data, options) => {
    const planned = await plan(data, options);
    expect((await train(data, { ...options, epochs: 1 })).recipe).toEqual({ ...planned.recipe, epochs: 1 });
    const said = Object.keys(planned.recipe).filter((name) => planned.reasons[name] !== undefined);
    expect(said).toEqual(expect.arrayContaining(["family", "codings", "epochs", "batchSize", "loss", "optimizer"]));
    for (const name of Object.keys(options)) expect([undefined, "given"]).toContain(planned.reasons[name]);
  });

  it("has a reason for each option", async () => {
    const { values, recipe, reasons } = await plan(factors(), { batchSize: 16 });
    expect(values).toBe("numbers");
    expect(recipe).toMatchObject({ codings: 2, scaling: "standard", start: "pca" });
    expect(reasons).toMatchObject({
      codings: "2 codings: 2 principal components keep 90 % of the variance of 5 numbers",
      batchSize: "given",
      loss: "for numbers that aren't pixels",
      seed: "default",
    });
    expect(await plan("points-3d", { family: "linear" })).toMatchObject({
      values: "lecture",
      reasons: { codings: "the lecture's", seed: "the dataset's own" },
    });
    expect((await plan(factors(), { codings: "auto" })).reasons.codings).toContain("tries several sizes");
  });

  it("is the same in a page, for data in memory", async () => {
    expect(await planInPage(factors(), { family: "sparse" })).toEqual(await plan(factors(), { family: "sparse" }));
    expect(await planInPage(records, { exclude: ["time"] })).toEqual(await plan(records, { exclude: ["time"] }));
    await expect(planInPage(records, { window: 8 })).rejects.toThrow("window is only for Node.");
  });

  it("refuses options that have no plan", async () => {
    await expect(plan(factors(), { family: "anomaly" })).rejects.toThrow(
      new UsageError(
        'A detector (family: "anomaly") can\'t be planned, because it chooses its settings in training. Train it, which takes seconds.',
      ),
    );
    await expect(plan("mnist", { resume: true, output: "out" })).rejects.toThrow(
      "resume continues with the settings in the config.json of the model folder",
    );
    await expect(plan(factors(), { codngs: 3 } as never)).rejects.toThrow(
      'Unknown option "codngs" of plan. Did you mean "codings"?',
    );
    await expect(plan(records, { recipe: "lecture" })).rejects.toThrow('recipe: "lecture" is for arrays and images');
  });
});

describe('recipe: "lecture"', () => {
  it("uses the lecture's settings of the family for numbers of any kind, except for given options", async () => {
    const { recipe, values } = await plan(factors(), { recipe: "lecture", family: "denoising", codings: 4 });
    expect(values).toBe("lecture");
    expect(recipe).toMatchObject({
      family: "denoising",
      codings: 4,
      hidden: [100],
      loss: "binaryCrossentropy",
      optimizer: "sgd",
      epochs: 10,
    });
    expect(recipe).not.toHaveProperty("scaling");
    expect(recipe).not.toHaveProperty("patience");
  });

  it("refuses numbers that don't fit its loss, before training", async () => {
    await expect(train(factors(), { recipe: "lecture" })).rejects.toThrow(
      /^The loss binaryCrossentropy is for targets from 0 to 1, but row 0, column 0 is .* or take another loss, such as loss: "mse"\.$/,
    );
  });

  it("is saved, because the same command would choose other settings without it", async () => {
    const options = { recipe: "lecture", loss: "mse", learningRate: 0.01, epochs: 1 } as const;
    const { autoencoder, recipe } = await train(small(), options);
    expect(recipe.recipe).toBe("lecture");
    expect(autoencoder.settings).toMatchObject({ codings: 30, hidden: [100] });
    expect(autoencoder.scales).toBeUndefined();
  });

  it("applies to the short trainings of codings: auto, too", async () => {
    const options = {
      recipe: "lecture",
      loss: "mse",
      learningRate: 0.01,
      codings: "auto",
      seeds: 1,
      minutes: 0.1,
      epochs: 1,
    } as const;
    const result = (await train(small(), options)) as TrainedModel;
    expect(result.advice!.sizes.map(({ codings }) => codings)).toContain(result.recipe.codings);
    expect(result.autoencoder.scales).toBeUndefined();
  });
});

it("keeps far-out numbers as they are with drawTailsIn: false, in memory and from a file", async () => {
  const heavy = Array.from({ length: 120 }, (_, i) => ({ x: i === 7 ? 1e6 : (i * 37) % 101, y: Math.sin(i) }));
  const file = await folder.write("heavy.csv", ["x,y", ...heavy.map(({ x, y }) => `${x},${y}`)].join("\n"));
  for (const data of [file, heavy]) {
    const scalingOf = async (options: object) => {
      const { table } = (await plan(data, options)).recipe;
      return table!.columns.map((column) => column.kind === "number" && column.scaling);
    };
    expect((await scalingOf({}))[0]).toBe("robust");
    expect((await scalingOf({ drawTailsIn: false }))[0]).not.toBe("robust");
  }
  const detector = await train(file, { family: "anomaly", drawTailsIn: true });
  expect("detector" in detector && detector.detector.settings.table!.columns[0]).toMatchObject({ scaling: "robust" });
});
