import { listed } from "../../../core/words.ts";
import { formWords } from "../values/forms.ts";
import { type Column, featureCount, type TablePreprocessing } from "./columns.ts";

/**
 * What was found in a table, a line a column.
 * @param describe gives the words for a column that is learned from.
 * @param examples values that show how columns are read; made-up ones by default.
 */
export function describeTable(
  { columns, keys, label, leftOut, forms }: TablePreprocessing,
  describe: (column: Column, place: number) => string = describeColumn,
  examples: readonly { readonly name: string; readonly text: string; readonly value: string }[] = [],
): string[] {
  const why = new Map(leftOut.map(({ name, why: reason }) => [name, reason]));
  const longest = Math.max(...[...columns, ...leftOut].map(({ name }) => name.length), 6);
  const written = (name: string) => {
    if (!forms || !Object.hasOwn(forms, name)) return "";
    const own = examples.find((example) => example.name === name);
    return `; ${own ? `${short(own.text)} is read as ${own.value}` : formWords(forms[name]!)}`;
  };
  const line = (name: string, text: string) => `  ${name.padEnd(longest)}  ${text}${written(name)}`;
  return [
    ...columns.map((column, place) => line(column.name, describe(column, place))),
    ...keys.map((name) => line(name, `key, kept beside the results${why.has(name) ? `: ${why.get(name)}` : ""}`)),
    ...(label === undefined ? [] : [line(label, "label, not learned from")]),
    ...leftOut.filter(({ name }) => !keys.includes(name)).map(({ name, why: reason }) => line(name, `left out: ${reason}`)),
  ];
}

/** How a column becomes numbers, in words. */
export function describeColumn(column: Column): string {
  const missing = missingWords(column);
  const features = featureCount(column);
  const of = features === 1 ? "" : ` (${features} features)`;
  if (column.kind === "number") {
    const { scaling, center, scale } = column;
    const [middle, width] = [center, scale].map((x) => Number(x.toPrecision(4)));
    return `number, ${scaling === "standard" ? `mean ${middle}, deviation ${width}` : `heavy-tailed, median ${middle}, spread ${width}`}${missing}`;
  }
  if (column.kind === "date")
    return `time, by its place in ${listed(column.cycles.map((cycle) => `the ${cycle}`))}, not by the time itself${of}${missing}`;
  const shown = column.values.slice(0, 5).map(short).join(", ");
  return `category: ${shown}${column.values.length > 5 ? `, … (${column.values.length})` : ""}${column.open ? ", or another" : ""}${of}${missing}`;
}

/** What is said of a column behind all else, where training rows lack it. */
export const missingWords = ({ missing }: Column): string => (missing > 0 ? `, ${(100 * missing).toPrecision(2)} % missing` : "");

/** Long texts by their beginning. */
const short = (text: string): string => (text.length > 24 ? `${text.slice(0, 23)}…` : text);
