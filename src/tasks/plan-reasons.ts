import type { ExampleValues } from "../autoencoders/index.ts";
import type { Recipe } from "../recipes/plan.ts";
import { allOptions, recipeOption } from "../recipes/schema.ts";
import type { NamedTrainOptions } from "./train.ts";

/** The kind of data of a plan: a kind of examples (`ExampleValues`), rows of a table, or windows of rows. */
export type PlannedFor = ExampleValues | "rows" | "windows";

const FOR: Readonly<Record<Exclude<PlannedFor, "lecture">, string>> = {
  pixels: "for images",
  binary: "for zeros and ones",
  numbers: "for numbers that aren't pixels",
  rows: "for tables",
  windows: "for windows of rows",
};

/** Options whose defaults depend on the kind of examples. */
const BY_KIND: ReadonlySet<string> = new Set([
  "loss",
  "optimizer",
  "learningRate",
  "scaling",
  "validation",
  "patience",
  "plateau",
]);

/** Options whose defaults are the same for all kinds of examples. */
const ALWAYS: ReadonlySet<string> = new Set(["family", "metrics", "validation", "seed"]);

/**
 * Returns the reason for the value of each option of a recipe, by the option's name.
 * @param chosen - reasons for the options that depend on the data.
 * @param ownSeed - whether the dataset has its own seed.
 */
export function reasonsFor(
  recipe: Recipe,
  options: NamedTrainOptions,
  { values, chosen, ownSeed }: { values: PlannedFor; chosen: Readonly<Record<string, string>>; ownSeed: boolean },
): Record<string, string> {
  const given = options as Readonly<Record<string, unknown>>;
  const why = (name: string): string => {
    if (name === "codings" && given.codings === "auto") return "given: tries several sizes and chooses one";
    if (given[name] !== undefined) return "given";
    if (chosen[name] !== undefined) return chosen[name];
    if (name === "seed" && ownSeed) return "the dataset's own";
    if (name === "start" && recipe.start === "pca") return "training starts from the best linear model";
    if (name === "plateau") return "a third of the patience";
    if (name === "components" && recipe.components === 0) return "none: the layers take the numbers themselves";
    if (ALWAYS.has(name)) return "default";
    if (values === "lecture") return "the lecture's";
    return BY_KIND.has(name) ? FOR[values] : `default of ${recipe.family}`;
  };
  return Object.fromEntries(plannedOptions(recipe).map(([name]) => [name, why(name)]));
}

/**
 * Returns the options that a recipe has values for, in the order of the schema. The options of a user-defined family are last.
 */
export function plannedOptions(recipe: Recipe): readonly (readonly [name: string, value: unknown])[] {
  const values = recipe as unknown as Readonly<Record<string, unknown>>;
  const own = Object.keys(values).filter((name) => !recipeOption(name) && !ABOUT_DATA.has(name));
  return [...allOptions.map(([name]) => name), ...own].flatMap((name) =>
    isUnsaid(values[name]) ? [] : [[name, values[name]] as const],
  );
}

const isUnsaid = (value: unknown) => value === undefined || value === false || (Array.isArray(value) && value.length === 0);

const ABOUT_DATA: ReadonlySet<string> = new Set(["data", "fingerprint", "table"]);
