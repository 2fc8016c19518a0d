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

/** Returns whether the options say that the rows of a table are series, which are looked at in windows. */
export const isOfSeries = ({ window, orderBy, groupBy, pivot }: RecipeOptions): boolean =>
  (window !== undefined && window !== "none") || orderBy !== undefined || groupBy !== undefined || pivot !== undefined;

/**
 * Returns how the options cut the rows of a table into windows; undefined if the examples are rows. A window whose length isn't chosen
 * yet has one row.
 */
export const windowsIn = (options: RecipeOptions): TablePreprocessing["windows"] => {
  const { window, step = 1, orderBy, groupBy, pivot } = options;
  return isOfSeries(options)
    ? given({ window: typeof window === "number" ? window : 1, step, orderBy, groupBy, pivot })
    : undefined;
};

/** Returns the options for `openTable` among the training options. */
export function tableOptionsIn(options: RecipeOptions) {
  const { query, keys, label, exclude, categories, drawTailsIn } = options;
  return given({ query, keys, label, exclude, categories, drawTailsIn, windows: windowsIn(options), ...readingIn(options) });
}
