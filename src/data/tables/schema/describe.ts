import { listed } from "../../../core/words.ts";
import { formWords } from "../values/forms.ts";
import { type Column, featureCount, type TablePreprocessing } from "./columns.ts";

/**
 * Describes a table's columns, one line per column.
 * @param describe returns the words for a column that is used for training.
 * @param examples values that show how columns are read; invented ones by default.
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
    ...keys.map((name) => line(name, `key, copied to the results${why.has(name) ? `: ${why.get(name)}` : ""}`)),
    ...(label === undefined ? [] : [line(label, "label, not used for training")]),
    ...leftOut.filter(({ name }) => !keys.includes(name)).map(({ name, why: reason }) => line(name, `left out: ${reason}`)),
  ];
}

/** Describes how a column becomes numbers. */
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
    return `time, as its position in ${listed(column.cycles.map((cycle) => `the ${cycle}`))}, not as a date${of}${missing}`;
  const shown = column.values.slice(0, 5).map(short).join(", ");
  return `category: ${shown}${column.values.length > 5 ? `, … (${column.values.length})` : ""}${column.open ? ", or another value" : ""}${of}${missing}`;
}

/** Returns words about missing values, to add to a column's description. */
export const missingWords = ({ missing }: Column): string => (missing > 0 ? `, ${(100 * missing).toPrecision(2)} % missing` : "");

const short = (text: string): string => (text.length > 24 ? `${text.slice(0, 23)}…` : text);
