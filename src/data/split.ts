import { OptionError } from "../core/errors.ts";
import { heldCount } from "../core/hold-out.ts";
import { expectArray, sliceRows } from "../core/ndarray.ts";
import { counted } from "../core/words.ts";
import type { Dataset } from "./dataset.ts";

/**
 * Returns the number of examples of a dataset and its name.
 * @throws OptionError if the value isn't a dataset, but an array, for example.
 */
function sizeAndName(where: string, dataset: Dataset): { readonly all: number; readonly name: string } {
  const { examples, name = "The data" } = (dataset ?? {}) as Partial<Dataset>;
  if (examples === undefined)
    throw new OptionError(`${where} takes a dataset: { name, examples, labels }. Give an array as ${where}({ examples: … }, …).`);
  expectArray("examples", examples);
  return { all: examples.shape[0]!, name };
}

/**
 * Returns the rows of a dataset from `start` to `end` (excluded; both count from 0), as views on the same memory.
 * @example rows(dataset, 100, 200).examples; // the second hundred
 */
export function rows(dataset: Dataset, start: number, end: number): Dataset {
  const { heldOut: _, ...all } = dataset;
  const { examples, labels, rowNames, rowIndices, keys, unlisted } = dataset;
  const sliced = <T>(columns: Readonly<Record<string, readonly T[]>>) =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.slice(start, end)]));
  return {
    ...all,
    examples: examples.dtype === "uint8" ? sliceRows(examples, start, end) : sliceRows(examples, start, end),
    ...(labels && { labels: labels.dtype === "uint8" ? sliceRows(labels, start, end) : sliceRows(labels, start, end) }),
    ...(rowIndices && { rowIndices: rowIndices.subarray(start, end) }),
    ...(rowNames && { rowNames: rowNames.slice(start, end) }),
    ...(keys && { keys: sliced(keys) }),
    ...(unlisted && { unlisted: sliced(unlisted) }),
  };
}

/**
 * Returns the first examples of a dataset, as views on the same memory.
 * @throws OptionError if the dataset has fewer examples, or if `count` isn't a whole number of at least 1.
 * @example first(dataset, 100);
 */
export function first(dataset: Dataset, count: number): Dataset {
  const { all, name } = sizeAndName("first", dataset);
  if (!Number.isInteger(count) || count < 1 || count > all)
    throw new OptionError(`${name} has ${all} examples, but ${count} were requested. Give a number from 1 to ${all}.`);
  return rows(dataset, 0, count);
}

/**
 * Splits a dataset into a training set and a validation set, which has the last examples. If a table was opened with rows held
 * out, those are used.
 * @param validation - number of examples to hold out (1 or more), or their share (between 0 and 1).
 * @throws OptionError if one of the two parts would be empty.
 * @example const { train, validation } = split(dataset, 0.1);
 */
export function split(dataset: Dataset, validation: number): { train: Dataset; validation: Dataset } {
  const { all: count, name } = sizeAndName("split", dataset);
  const held = dataset.heldOut ?? heldCount(count, validation);
  if (!Number.isInteger(held) || held < 1 || held >= count) {
    if (count < 2)
      throw new OptionError(
        `${name} has ${counted(count, "example")}, but at least two are needed: one to learn from and one to hold out.`,
      );
    throw new OptionError(
      `validation ${Number(validation.toPrecision(3))} leaves one part empty: ${name} has ${count} examples. Give a number from 1 to ${count - 1}, or a share between 0 and 1.`,
    );
  }
  return { train: rows(dataset, 0, count - held), validation: rows(dataset, count - held, count) };
}
