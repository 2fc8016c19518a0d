import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { families } from "../autoencoders/index.ts";
import { commandFor, flagOf, optionsFor, shellLine, shellQuoted, wordsFor } from "./command-line.ts";
import { type AboutData, type Recipe, recipeFor } from "./plan.ts";
import { allOptions, type RecipeOptions } from "./schema.ts";

const shared = { missing: 0, open: true, entropy: 1 };
const table = {
  columns: [
    { kind: "category" as const, name: "zone", values: ["1", "2"], ...shared },
    { kind: "category" as const, name: "word", values: ["a", "2"], ...shared },
  ],
  keys: ["id"],
  label: "is strange",
  leftOut: [
    { name: "secret", why: "as told" },
    { name: "one", why: "is the same in every row" },
  ],
};

describe("the command of a recipe", () => {
  it("contains the options that differ from the defaults, quoted for a shell", () => {
    const recipe = recipeFor("my data.npy", {
      family: "sparse",
      sparsity: { kind: "l1", weight: 0.001 },
      noise: { kind: "gaussian", amount: 0.2 },
      epochs: 3,
      patience: 2,
    });
    expect(commandFor(recipe, { about: { values: "lecture" }, out: "it's" })).toBe(
      "codings train 'my data.npy' --model sparse --noise gaussian:0.2 --sparsity l1:0.001 --epochs 3 --patience 2 --out 'it'\\''s'",
    );
    // If the data aren't known, the recipe shows that they are like the lecture's.
    expect(commandFor(recipe, { out: "it's" })).toBe(commandFor(recipe, { about: { values: "lecture" }, out: "it's" }));
  });

  it("contains the scaling, because loss and optimizer alone would plan a model without it", () => {
    const command = commandFor(recipeFor("x.npy", {}, { values: "numbers" }));
    expect(command).toContain("--optimizer adam --learning-rate 0.002 --batch 32 --loss mse --scaling standard");
    const unscaled = recipeFor("x.npy", { loss: "mse", optimizer: "adam" }, { values: "numbers" });
    expect(commandFor(unscaled)).not.toContain("--scaling");
  });

  it("contains the lecture's settings by name, because other examples would get other settings", () => {
    const recipe = recipeFor("x.npy", { recipe: "lecture", codings: 4 }, { values: "numbers" });
    expect(commandFor(recipe)).toBe("codings train x.npy --model stacked --recipe lecture --codings 4");
  });

  it("contains what isn't detected from a table: label, ignored columns, keys, and numbers that are categories", () => {
    const command = commandFor(recipeFor("t.csv", {}, { table }));
    expect(command).toContain("--keys id --label 'is strange' --exclude secret --categories zone --model");
    expect(command).not.toContain("--loss");
    // Options that are chosen for the rows are written even if they equal the family's defaults.
    expect(command).toContain("--codings 30 --hidden 100 --batch 32 --epochs 10");
  });

  it("contains the windows of a table, whose columns aren't written as keys again", () => {
    const windows = { window: 24, step: 6, orderBy: "time", groupBy: ["machine, no.", "site"] };
    const command = commandFor(recipeFor("t.csv", {}, { table: { ...table, keys: ["time", "machine, no.", "site"], windows } }));
    expect(command).toContain(`--window 24 --step 6 --order-by time --group-by '"machine, no.",site'`);
    expect(command).not.toContain("--keys");
  });

  it("contains the size and channels of a folder of images", () => {
    const command = commandFor(recipeFor("photos", { size: [32, 48], channels: "rgb", skipBad: true }), { out: "out" });
    expect(command).toContain("--size 32x48 --channels rgb");
    expect(command).toMatch(/--skip-bad$/);
  });

  it("contains every option of training with few labels", () => {
    const labels = { pretrain: true, labels: "labels.txt", labelled: 20, classifierEpochs: 5 };
    expect(commandFor(recipeFor("mnist", labels), { about: { values: "lecture" } })).toBe(
      "codings train mnist --model denoising --codings 250 --hidden 500 --optimizer nadam --learning-rate 0.001 --noise masking:0.5 --labels labels.txt --labelled 20 --classifier-epochs 5 --pretrain",
    );
  });
});

/** Parses the words of a command as the command line does. */
function parsed(words: readonly string[]): RecipeOptions {
  const options: Record<string, unknown> = {};
  for (let at = 0; at < words.length; at++) {
    const [name, { kind, metavar }] = allOptions.find(([one]) => flagOf(one) === words[at])!;
    options[name] = metavar ? kind.read(words[++at]!, flagOf(name)) : true;
  }
  return options as RecipeOptions;
}

const some = <T>(...values: readonly T[]) => fc.constantFrom(undefined, ...values);
const options = fc.record({
  family: fc.constantFrom(...Object.keys(families)),
  codings: some(3, 30, 300),
  hidden: some([100], [7, 4]),
  optimizer: some("sgd", "adam", "nadam"),
  learningRate: some(1.5, 0.002, 1e-7),
  batchSize: some(1, 32, 64),
  loss: some("mse" as const, "mae" as const, "binaryCrossentropy" as const),
  scaling: some("standard" as const, "none" as const),
  metrics: some(["mae" as const, "mse" as const], ["roundedAccuracy" as const]),
  noise: some({ kind: "dropout" as const, amount: 0.25 }, { kind: "gaussian" as const, amount: 0.2 }),
  clipNorm: some(1),
  validation: some(5000, 0.1),
  epochs: some(10, 1000),
  patience: some(1, 10),
  seed: some(0, 42),
  size: some([8, 9] as const),
  labels: some('it\'s; $(rm) "x".txt', "-"),
});
const abouts: fc.Arbitrary<AboutData> = fc.constantFrom<AboutData>(
  { values: "lecture" },
  { values: "pixels" },
  { values: "numbers" },
  {},
  { table },
);

it("a parsed command plans the same recipe", () => {
  fc.assert(
    fc.property(options, abouts, ({ loss, metrics, scaling, ...rest }, about) => {
      const given = about.table ? rest : { ...rest, loss, metrics, scaling };
      const recipe = recipeFor("data", given, about);
      const again = recipeFor("data", parsed(wordsFor(optionsFor(recipe, about))), about);
      const plain = (of: Recipe): unknown => JSON.parse(JSON.stringify(of));
      expect(plain(again)).toEqual(plain(recipe));
    }),
    { numRuns: 100 },
  );
});

it("any names of columns are read as they were written", () => {
  const names = fc.array(
    fc.string({ minLength: 1, unit: "binary" }).filter((name) => name.trim() !== ""),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(names, (keys) => {
      expect(parsed(wordsFor({ keys })).keys).toEqual(keys);
    }),
  );
});

it("a shell returns each quoted word unchanged", () => {
  const words = fc.array(
    fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("", "~", "$HOME", "a b", "it's", "`x`", "*", "!", "\\", "=x", "-n", "a\nb", "#"),
    ),
    { minLength: 1, maxLength: 30 },
  );
  fc.assert(
    fc.property(words, (given) => {
      const safe = given.map((word) => word.replaceAll("\0", ""));
      const { stdout } = spawnSync("sh", ["-c", `printf '%s\\0' ${shellLine(safe)}`], { encoding: "utf8" });
      expect(stdout.split("\0").slice(0, -1)).toEqual(safe);
    }),
    { numRuns: 25 },
  );
  expect(shellQuoted("plain-name_1.csv")).toBe("plain-name_1.csv");
});
