import * as z from "zod/mini";
import { quantile } from "../core/statistics.ts";
import type { CategorySample, NumberSample, TableSample } from "../data/column-samples.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";

/** Number of quantiles of a column of numbers that are saved. */
const QUANTILES = 401;
/** A column with more different values is left out. */
const MOST_VALUES = 1000;

const sampled = { rows: z.number(), missing: z.number() };
const counted = z.record(z.string(), z.object({ ...sampled, counts: z.array(z.tuple([z.string(), z.number()])) }));

/** The distribution of each column of a table, with which `drift` compares a later table. It contains no rows. */
export const distributionsSchema = z.object({
  rows: z.number(),
  /** How the columns are read. */
  table: z.custom<TablePreprocessing>((value) => typeof value === "object" && value !== null),
  numbers: z.record(z.string(), z.object({ ...sampled, mean: z.nullable(z.number()), values: z.array(z.number()) })),
  categories: counted,
  keys: counted,
});
export type Distributions = z.infer<typeof distributionsSchema>;

/** Returns what is saved of the samples of a table. */
export function distributionsOf(table: TablePreprocessing, { rows, numbers, categories, keys }: TableSample): Distributions {
  const values = (all: Float64Array) =>
    all.length <= QUANTILES ? [...all] : Array.from({ length: QUANTILES }, (_, i) => quantile(all, i / (QUANTILES - 1)));
  const few = (samples: Readonly<Record<string, CategorySample>>) =>
    mapped(samples, ({ counts, ...sample }) =>
      counts.size > MOST_VALUES ? undefined : { ...sample, counts: [...counts] as [string, number][] },
    );
  return {
    rows,
    table,
    numbers: mapped(numbers, (sample) => ({
      ...sample,
      mean: Number.isNaN(sample.mean) ? null : sample.mean,
      values: values(sample.values),
    })),
    categories: few(categories),
    keys: few(keys),
  };
}

/** Returns the samples of the earlier table. Its numbers count as few as their quantiles are. */
export function samplesIn({ rows, numbers, categories, keys }: Distributions): TableSample {
  const counts = (saved: Distributions["keys"]) =>
    mapped(saved, (sample): CategorySample => ({ ...sample, counts: new Map(sample.counts) }));
  return {
    rows,
    numbers: mapped(
      numbers,
      ({ mean, ...sample }): NumberSample => ({ ...sample, mean: mean ?? Number.NaN, values: Float64Array.from(sample.values) }),
    ),
    categories: counts(categories),
    keys: counts(keys),
  };
}

function mapped<T, U>(values: Readonly<Record<string, T>>, to: (value: T) => U | undefined): Record<string, U> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, U][] => {
      const made = to(value);
      return made === undefined ? [] : [[name, made]];
    }),
  );
}
