import { families } from "../autoencoders/index.ts";
import { choicesFor, choicesForTable, type ExampleValues } from "../autoencoders/plan/defaults.ts";
import { savedName, savedOptions } from "../core/saved-name.ts";
import { columnOptions } from "./columns.ts";
import { type AboutData, type Recipe, recipeFor } from "./plan.ts";
import { allOptions, type RecipeOptionName, type RecipeOptions, recipeOption } from "./schema.ts";

/** Converts an option name of the library to a flag: `--batch-size` for `batchSize`. */
export const ownFlag = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Returns the flag of an option, which may have another name on the command line: `--batch` for `batchSize`. */
export const flagOf = (name: string): string => ownFlag(recipeOption(name)?.flag ?? name);

/** Formats the value of an option as it is typed. */
export const typedValue = (name: string, value: unknown): string => recipeOption(name)?.kind.show(value) ?? String(value);

/** Quotes a text, so that a POSIX shell reads it as one word. */
export const shellQuoted = (word: string): string =>
  /^[\w./-][\w.,:/@%+=-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

export const shellLine = (words: readonly string[]): string => words.map(shellQuoted).join(" ");

/** Makes an argument from a file or dataset. A name that begins with a dash would be read as an option. */
export const argument = (data: string): string => (data.startsWith("-") ? `./${data}` : data);

/** Options that are chosen for the examples. The values equal no value of a recipe, so that these options are always written. */
const CHOSEN_BY_EXAMPLES = {
  codings: Number.NaN,
  hidden: [],
  batchSize: Number.NaN,
  epochs: Number.NaN,
  components: Number.NaN,
  klWeight: Number.NaN,
  pooling: undefined,
  shortcut: undefined,
};
/**
 * Returns the kinds of numbers that a recipe may be planned for. Only the lecture's images are trained with a constant learning
 * rate.
 */
const kindsFor = ({ plateau }: Recipe): readonly ExampleValues[] =>
  plateau === undefined ? ["lecture"] : ["pixels", "binary", "numbers"];
/** Options that are chosen together for numbers, so they are written or omitted together. */
const TOGETHER = ["optimizer", "learningRate", "loss", "scaling"] as const;

/**
 * Finds the fewest options that plan the same recipe again.
 * @param about - facts about the data. If the kind of the examples isn't known, the options are valid for every kind that the
 * recipe may be for.
 * @example optionsFor(recipeFor("mnist", { codings: 20 })); // { codings: 20 }
 */
export function optionsFor(recipe: Recipe, about: AboutData = {}): RecipeOptions {
  const { table } = recipe;
  const kinds = about.values === undefined && !table ? kindsFor(recipe) : [about.values ?? "lecture"];
  const known = { ...about, ...(table && { table, count: Number.NaN }) };
  const plansTheSame = (options: RecipeOptions) =>
    kinds.every((values) => {
      const planned = table
        ? { ...choicesForTable(table, options), ...CHOSEN_BY_EXAMPLES }
        : values === "lecture"
          ? undefined
          : { ...choicesFor(values, (about.own ?? families[recipe.family]!).defaults, options), ...CHOSEN_BY_EXAMPLES };
      return isSame(recipeFor(recipe.data, options, { ...known, values, ...(planned && { planned }) }), recipe);
    });
  const saved = allOptions.flatMap(([name]) => {
    const value = (recipe as RecipeOptions)[name];
    const isUnsaid = value === undefined || (Array.isArray(value) && value.length === 0) || (table && name === "loss");
    return isUnsaid ? [] : [[name, value] as const];
  });
  let said: RecipeOptions = { ...(table && columnOptions(table)), ...Object.fromEntries(saved) };
  const without = (names: readonly RecipeOptionName[]) =>
    Object.fromEntries(Object.entries(said).filter(([name]) => !names.includes(name as RecipeOptionName)));
  // Tries every combination of the first three, from none on. Scaling is only written together with all of them.
  for (let chosen = 0; chosen < 8; chosen++) {
    const fewer = without(TOGETHER.filter((_, i) => i === 3 || !(chosen & (1 << i))));
    if (!plansTheSame(fewer)) continue;
    said = fewer;
    break;
  }
  for (const [name] of allOptions) {
    if (name === "family" || (TOGETHER as readonly string[]).includes(name) || ABOUT_COLUMNS.has(name)) continue;
    const fewer = without([name]);
    if (plansTheSame(fewer)) said = fewer;
  }
  return said;
}

/**
 * Options that `recipeFor` ignores once the columns of the table are known, so comparing recipes can't show whether they are
 * needed.
 */
const ABOUT_COLUMNS: ReadonlySet<string> = new Set(
  allOptions.flatMap(([name, { only }]) => (only === "tables" || only === "windows" ? [name] : [])),
);

/**
 * Whether a plan equals a recipe. Recipes of the studio have no metrics, which no option can express and which don't affect the
 * training.
 */
function isSame(plan: Recipe, recipe: Recipe): boolean {
  const shown = (of: Recipe, name: RecipeOptionName) => JSON.stringify((of as RecipeOptions)[name] ?? null);
  const isUnsaid = (name: RecipeOptionName) => name === "metrics" && recipe.metrics.length === 0;
  return allOptions.every(([name]) => isUnsaid(name) || shown(plan, name) === shown(recipe, name));
}

/** Converts options to words of a command line, in the order of the schema. Flags without a value come last. */
export function wordsFor(options: RecipeOptions & { readonly out?: string }): string[] {
  const { out, ...rest } = options;
  const given = allOptions.filter(([name]) => rest[name] !== undefined);
  const isSwitch = ([, { metavar }]: (typeof given)[number]) => metavar === undefined;
  return [
    ...given.filter((one) => !isSwitch(one)).flatMap(([name]) => [flagOf(name), typedValue(name, rest[name])]),
    ...(out === undefined ? [] : ["--out", out]),
    ...given
      .filter(isSwitch)
      .flatMap(([name, { no }]) => (rest[name] ? [flagOf(name)] : no ? [flagOf(name).replace("--", "--no-")] : [])),
  ];
}

/**
 * Makes the command that trains with a recipe again. It contains every option that differs from the default, and private paths
 * without their folders.
 * @example commandFor(recipeFor("mnist", { codings: 20 }), { out: "model" }); // "codings train mnist --codings 20 --out model"
 */
export function commandFor(
  recipe: Recipe,
  { about = {}, out }: { readonly about?: AboutData; readonly out?: string } = {},
): string {
  const options = savedOptions(optionsFor(recipe, about) as Record<string, unknown>) as RecipeOptions;
  const data = argument(savedName(recipe.data));
  return shellLine(["codings", "train", data, ...wordsFor({ ...options, ...(out !== undefined && { out: savedName(out) }) })]);
}
