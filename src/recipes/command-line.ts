import { families } from "../autoencoders/index.ts";
import { choicesFor, choicesForTable, type ExampleValues } from "../autoencoders/plan/defaults.ts";
import { savedName, savedOptions } from "../core/saved-name.ts";
import { columnOptions } from "./columns.ts";
import { type AboutData, type Recipe, recipeFor } from "./plan.ts";
import { allOptions, type RecipeOptionName, type RecipeOptions, recipeOption } from "./schema.ts";

/** A name of the library as a flag: `--batch-size` for `batchSize`. */
export const ownFlag = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** The flag of an option on the command line, which may have another name there: `--batch` for `batchSize`. */
export const flagOf = (name: string): string => ownFlag(recipeOption(name)?.flag ?? name);

/** An option's value as it is typed. */
export const typedValue = (name: string, value: unknown): string => recipeOption(name)?.kind.show(value) ?? String(value);

/** A text as a POSIX shell takes it for one word. */
export const shellQuoted = (word: string): string =>
  /^[\w./-][\w.,:/@%+=-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

export const shellLine = (words: readonly string[]): string => words.map(shellQuoted).join(" ");

/** A file or dataset as an argument: a name that begins with a dash would be taken for an option. */
export const argument = (data: string): string => (data.startsWith("-") ? `./${data}` : data);

/** What is chosen by the rows of a table or the examples of an array: nothing that a recipe says is equal to it. */
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
/** The kinds of numbers that a recipe may have been planned for: only the lecture's images are trained at one learning rate to the end. */
const kindsFor = ({ plateau }: Recipe): readonly ExampleValues[] =>
  plateau === undefined ? ["lecture"] : ["pixels", "binary", "numbers"];
/** These decide together what is chosen for numbers, so they are left out and said together. */
const TOGETHER = ["optimizer", "learningRate", "loss", "scaling"] as const;

/**
 * The fewest options that plan the same recipe again.
 * @param about what is known of the data. If the kind of the examples isn't known, the options fit all that the recipe may be for.
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
  // From none of them to the first three in every combination; scaling is said with all others.
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

/** `recipeFor` ignores these options once the table's columns are known, so it can't tell whether they are needed. */
const ABOUT_COLUMNS: ReadonlySet<string> = new Set(
  allOptions.flatMap(([name, { only }]) => (only === "tables" || only === "windows" ? [name] : [])),
);

/** Whether a plan is a recipe again. A recipe of the studio has no metrics, which can't be said and doesn't change what is learned. */
function isSame(plan: Recipe, recipe: Recipe): boolean {
  const shown = (of: Recipe, name: RecipeOptionName) => JSON.stringify((of as RecipeOptions)[name] ?? null);
  const isUnsaid = (name: RecipeOptionName) => name === "metrics" && recipe.metrics.length === 0;
  return allOptions.every(([name]) => isUnsaid(name) || shown(plan, name) === shown(recipe, name));
}

/** Options as words of a command line, in the schema's order; flags without a value come last. */
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

/** The command line that trains by a recipe again: every option that differs from what would be chosen, without the folders of private paths. */
export function commandFor(
  recipe: Recipe,
  { about = {}, out }: { readonly about?: AboutData; readonly out?: string } = {},
): string {
  const options = savedOptions(optionsFor(recipe, about) as Record<string, unknown>) as RecipeOptions;
  const data = argument(savedName(recipe.data));
  return shellLine(["codings", "train", data, ...wordsFor({ ...options, ...(out !== undefined && { out: savedName(out) }) })]);
}
