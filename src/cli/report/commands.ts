import type { Sparsity } from "../../autoencoders/families/sparse.ts";
import { showNoise } from "../../autoencoders/noise.ts";
import { savedName, savedQuery } from "../../core/saved-name.ts";
import type { TablePreprocessing } from "../../data/tables/schema/columns.ts";
import type { TrainingRecipe } from "../training-run.ts";

/** A word as a shell takes it. */
const quoted = (word: string): string => (/^[\w.,:/@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

const joined = (words: readonly (string | number)[]): string => words.map((word) => quoted(String(word))).join(" ");

type Option = readonly [name: string, value: string | number | undefined];

const given = (options: readonly Option[]): (string | number)[] =>
  options.flatMap(([name, value]) => (value === undefined || value === "" ? [] : [`--${name}`, value]));

/** The command line that trains a model again, all that it was told or chose spelled out. */
export function trainCommand(
  recipe: TrainingRecipe & { readonly epochs?: number; readonly patience?: number },
  out: string,
): string {
  const { data, table, noise, sparsity } = recipe;
  const flags = [
    ...(recipe.pretrain ? ["--pretrain"] : []),
    ...(recipe.fineTune ? ["--fine-tune"] : []),
    ...(recipe.skipBad ? ["--skip-bad"] : []),
  ];
  return joined([
    ...["codings", "train", savedName(data)],
    ...given([
      ["query", recipe.query && savedQuery(recipe.query)],
      ...(table ? tableOptions(table) : []),
      ["model", recipe.model],
      ["codings", recipe.codings],
      ["hidden", recipe.hidden.join(",")],
      ["epochs", recipe.epochs],
      ["patience", recipe.patience],
      ["batch", recipe.batch],
      ["optimizer", recipe.optimizer],
      ["learning-rate", recipe.learningRate],
      ["loss", table ? undefined : recipe.loss],
      ["scaling", recipe.scaling],
      ["noise", noise && showNoise(noise)],
      ["sparsity", sparsity && showSparsity(sparsity)],
      ["clip-norm", recipe.clipNorm],
      ["validation", recipe.validation],
      ["size", recipe.size?.join("x")],
      ["channels", recipe.channels],
      ["labels", recipe.labels && savedName(recipe.labels)],
      ["labelled", recipe.labelled],
      ["seed", recipe.seed],
      ["out", savedName(out)],
    ]),
    ...flags,
  ]);
}

const showSparsity = (sparsity: Sparsity): string => (sparsity.kind === "kl" ? `kl:${sparsity.target}` : `l1:${sparsity.weight}`);

/** What can't be found out of a table, and so was told. */
function tableOptions({ columns, keys, label, leftOut }: TablePreprocessing): Option[] {
  const found = new Set(leftOut.map(({ name }) => name));
  const told = leftOut.filter(({ why }) => why === "as told").map(({ name }) => name);
  const isNumber = (value: string) => value.trim() !== "" && !Number.isNaN(Number(value));
  // Numbers are read as numbers, unless one says that they are categories.
  const categories = columns.filter((column) => column.kind === "category" && column.values.every(isNumber));
  return [
    ["keys", keys.every((key) => found.has(key)) ? undefined : keys.join(",")],
    ["label", label],
    ["exclude", told.join(",")],
    ["categories", categories.map(({ name }) => name).join(",")],
  ];
}

/** The command line that makes a report again. */
export const reportCommand = (
  folder: string,
  data: string | undefined,
  { part, query, output }: { readonly part?: string; readonly query?: string; readonly output: string },
): string =>
  joined([
    ...["codings", "report", savedName(folder), ...(data === undefined ? [] : [savedName(data)])],
    ...given([
      ["part", data === undefined || part === "test" ? undefined : part],
      ["query", query && savedQuery(query)],
      ["output", savedName(output)],
    ]),
  ]);
