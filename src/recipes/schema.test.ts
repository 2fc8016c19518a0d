import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkRecipeOptions } from "./check.ts";
import { flagOf } from "./command-line.ts";
import { expectForData, expectTogether } from "./conflicts.ts";
import { recipeIn } from "./saved.ts";
import { allOptions, type RecipeOptions, recipeOption } from "./schema.ts";

/** The table of options in the docs. */
const table = [
  "| Flag | In code | Description | Default |",
  "|---|---|---|---|",
  ...allOptions.map(([name, { metavar, description, default: usual = "", only }]) => {
    const flag = `${flagOf(name)}${metavar ? ` ${metavar}` : ""}`;
    return `| \`${flag}\` | \`${name}\` | ${description}${only ? ` (${only})` : ""} | ${usual} |`;
  }),
].join("\n");

it("docs/training.md has the table of options of the schema (UPDATE=1 writes it)", () => {
  const page = readFileSync("docs/training.md", "utf8");
  const [before = "", , after = ""] = page.split(/(?<=<!-- options -->\n)([\s\S]*)(?=<!-- \/options -->)/);
  if (process.env.UPDATE) writeFileSync("docs/training.md", `${before}${table}\n${after}`);
  else expect(page).toBe(`${before}${table}\n${after}`);
});

describe("options of the library", () => {
  it.each<[object, string]>([
    [{ codngs: 3 }, 'Unknown option "codngs" of train. Did you mean "codings"?'],
    [{ batch_size: 3 }, 'Unknown option "batch_size" of train. Did you mean "batchSize"?'],
    [{ codings: 0 }, "codings must be a whole number of at least 1, or auto, but it is 0."],
    [{ hidden: [3, 1.5] }, "hidden must be a list of values, each a whole number of at least 1, but it is [3,1.5]."],
    [{ optimizer: "adm" }, 'Unknown optimizer "adm". Did you mean "adam"?'],
    [
      { noise: { kind: "gaussian", amount: 0 } },
      'noise must be a kind and an amount, such as { kind: "gaussian", amount: 0.2 }, but it is',
    ],
    [{ validation: "0.1" }, 'validation must be a number above 0, but it is "0.1".'],
    [{ hidden: [() => 1] as never }, "but it is [a function]."],
    [{ epochs: (() => 1) as never }, "epochs must be a whole number of at least 1, but it is a function."],
    [{ loss: (() => 1) as never }, "but it is a function. compile of a model takes a loss of your own:"],
    [{ optimizer: {} as never }, "but it is {}. The classes take an optimizer with options:"],
    [{ pretrain: 1 }, "pretrain must be true or false, but it is 1."],
  ])("%j", (options, message) => {
    expect(() => checkRecipeOptions("train", options)).toThrow(message);
  });

  it("takes a size with a unit, and refuses other texts", () => {
    const { read } = recipeOption("maxMemory")!.kind;
    expect(read("800MB", "--max-memory")).toBe(800e6);
    expect(() => read("lots", "--max-memory")).toThrow(
      '--max-memory must be a size of at least 1 MB, such as "4GB" or 4e9, but it is "lots".',
    );
  });

  it("names the wrong value of a list as a text", () => {
    const { read } = recipeOption("hidden")!.kind;
    expect(() => read("30,a", "--hidden")).toThrow('Each value of --hidden must be a whole number of at least 1, but it is "a".');
  });

  it.each<[RecipeOptions & { resume?: boolean }, string]>([
    [{ sparsity: { kind: "l1", weight: 0.1 } }, 'sparsity is for a sparse autoencoder: add family: "sparse".'],
    [{ seeds: 2 }, 'seeds is for codings: "auto".'],
    [{ step: 2 }, "step is for windows of rows: add window, such as window: 48."],
    [{ labelled: 20 }, "labelled is for a classifier: add pretrain."],
    [{ family: "anomaly", hidden: [3] }, 'hidden isn\'t an option of family: "anomaly", which chooses its own.'],
  ])("can't be used together: %j", (options, message) => {
    expect(() => expectTogether(options)).toThrow(message);
  });

  it("must be for the kind of the data", () => {
    expect(() => expectForData({ label: "x" }, "garments", false)).toThrow("label is for tables, but garments isn't one.");
    expect(() => expectForData({ size: [2, 2] }, "two.csv", true)).toThrow("size is for images, but two.csv is a table.");
    expect(() => expectForData({ family: "convolutional" }, "two.csv", true)).toThrow("is for images, but two.csv is a table.");
    expect(() => expectForData({ family: "recurrent" }, "two.csv", true)).toThrow("Cut them into windows with window: 48,");
    expect(() => expectForData({ family: "recurrent", window: 4 }, "two.csv", true)).not.toThrow();
    expect(() => expectForData({ label: "x", codings: 3 }, "two.csv", true)).not.toThrow();
  });
});

it("parses the text that it writes for each option", () => {
  const values: RecipeOptions = {
    codings: 3,
    hidden: [300, 100],
    learningRate: 1e-7,
    noise: { kind: "saltAndPepper", amount: 0.1 },
    metrics: ["mae", "mse"],
    size: [32, 48],
    categories: ["a, b", 'c "d"'],
  };
  for (const [name, { kind }] of allOptions)
    if (values[name] !== undefined) expect(kind.read(kind.show(values[name]), name)).toEqual(values[name]);
});

it("reads option names of early versions", () => {
  expect(recipeIn({ model: "tied", batch: 16, codings: 3 })).toEqual({ family: "tied", batchSize: 16, codings: 3 });
  expect(recipeIn({ family: "tied", batchSize: 16, batch: 8 })).toEqual({ family: "tied", batchSize: 16 });
});
