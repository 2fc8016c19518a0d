import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkRecipeOptions } from "./check.ts";
import { flagOf } from "./command-line.ts";
import { expectForData, expectTogether } from "./conflicts.ts";
import { recipeIn } from "./saved.ts";
import { allOptions, type RecipeOptions } from "./schema.ts";

/** The docs' table of options. */
const table = [
  "| flag | in code | what it is | default |",
  "|---|---|---|---|",
  ...allOptions.map(([name, { metavar, description, default: usual = "", only }]) => {
    const flag = `${flagOf(name)}${metavar ? ` ${metavar}` : ""}`;
    return `| \`${flag}\` | \`${name}\` | ${description}${only ? ` (${only})` : ""} | ${usual} |`;
  }),
].join("\n");

it("docs/training.md lists every option as the schema has it; UPDATE=1 writes the table", () => {
  const page = readFileSync("docs/training.md", "utf8");
  const [before = "", , after = ""] = page.split(/(?<=<!-- options -->\n)([\s\S]*)(?=<!-- \/options -->)/);
  if (process.env.UPDATE) writeFileSync("docs/training.md", `${before}${table}\n${after}`);
  else expect(page).toBe(`${before}${table}\n${after}`);
});

describe("options of the library", () => {
  it.each<[object, string]>([
    [{ codngs: 3 }, 'Unknown option "codngs" of train. Did you mean "codings"?'],
    [{ batch_size: 3 }, 'Unknown option "batch_size" of train. Did you mean "batchSize"?'],
    [{ codings: 0 }, "codings takes a whole number of at least 1, or auto, but this is 0."],
    [{ hidden: [3, 1.5] }, "hidden takes a list, each a whole number of at least 1, but this is [3,1.5]."],
    [{ optimizer: "adm" }, 'Unknown optimizer "adm". Did you mean "adam"?'],
    [
      { noise: { kind: "gaussian", amount: 0 } },
      'noise takes a kind and an amount, such as { kind: "gaussian", amount: 0.2 }, but this is',
    ],
    [{ validation: "0.1" }, 'validation takes a number above 0, but this is "0.1".'],
    [{ pretrain: 1 }, "pretrain takes true or false, but this is 1."],
  ])("%j", (options, message) => {
    expect(() => checkRecipeOptions("train", options)).toThrow(message);
  });

  it.each<[RecipeOptions & { resume?: boolean }, string]>([
    [{ sparsity: { kind: "l1", weight: 0.1 } }, 'sparsity is for a sparse autoencoder: add family: "sparse".'],
    [{ seeds: 2 }, 'seeds is for codings: "auto".'],
    [{ step: 2 }, "step is about windows of rows: add window, such as window: 48."],
    [{ labelled: 20 }, "labelled is for a classifier: add pretrain."],
    [{ family: "anomaly", hidden: [3] }, 'hidden isn\'t an option of family: "anomaly", which chooses its own.'],
  ])("that don't go together: %j", (options, message) => {
    expect(() => expectTogether(options)).toThrow(message);
  });

  it("are for the data", () => {
    expect(() => expectForData({ label: "x" }, "garments", false)).toThrow("label is for tables, and garments isn't one.");
    expect(() => expectForData({ size: [2, 2] }, "two.csv", true)).toThrow("size is for images, and two.csv is a table.");
    expect(() => expectForData({ label: "x", codings: 3 }, "two.csv", true)).not.toThrow();
  });
});

it("each text is read as it is written", () => {
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

it("folders of early versions have other names of options", () => {
  expect(recipeIn({ model: "tied", batch: 16, codings: 3 })).toEqual({ family: "tied", batchSize: 16, codings: 3 });
  expect(recipeIn({ family: "tied", batchSize: 16, batch: 8 })).toEqual({ family: "tied", batchSize: 16 });
});
