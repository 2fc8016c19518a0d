import { given } from "../core/options.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { AS_TOLD } from "../data/tables/schema/learn.ts";
import { readingIn } from "../data/tables/schema/reading.ts";
import type { RecipeOptions } from "./schema.ts";

const isNumber = (value: string): boolean => value.trim() !== "" && !Number.isNaN(Number(value));

/**
 * Returns the options with which `openTable` gets the same columns again. It omits those that are detected from the table itself.
 */
export function columnOptions({ columns, keys, label, leftOut, windows, reading }: TablePreprocessing): RecipeOptions {
  const found = new Set(leftOut.filter(({ why }) => why !== AS_TOLD).map(({ name }) => name));
  const ordering = windows ? [...(windows.groupBy ?? []), ...(windows.orderBy === undefined ? [] : [windows.orderBy])] : [];
  const named = keys.filter((key) => !ordering.includes(key));
  const exclude = leftOut.filter(({ name, why }) => why === AS_TOLD && !keys.includes(name)).map(({ name }) => name);
  // Columns of numbers are categories only if the user says so.
  const categories = columns.flatMap((column) =>
    column.kind === "category" && column.values.every(isNumber) ? [column.name] : [],
  );
  const some = (names: readonly string[]) => (names.length > 0 ? names : undefined);
  return {
    keys: named.every((key) => found.has(key)) ? undefined : named,
    label,
    exclude: some(exclude),
    categories: some(categories),
    window: windows?.window,
    step: windows && windows.step !== 1 ? windows.step : undefined,
    orderBy: windows?.orderBy,
    groupBy: windows?.groupBy,
    pivot: windows?.pivot,
    ...reading,
  };
}

/** Returns how the options cut the rows of a table into windows; undefined if the examples are rows. */
export const windowsIn = ({ window, step = 1, orderBy, groupBy, pivot }: RecipeOptions): TablePreprocessing["windows"] =>
  window === undefined ? undefined : given({ window, step, orderBy, groupBy, pivot });

/** Returns the options for `openTable` among the training options. */
export function tableOptionsIn(options: RecipeOptions) {
  const { query, keys, label, exclude, categories, drawTailsIn } = options;
  return given({ query, keys, label, exclude, categories, drawTailsIn, windows: windowsIn(options), ...readingIn(options) });
}
