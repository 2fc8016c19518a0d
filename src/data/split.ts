import { OptionError } from "../core/errors.ts";
import { heldCount } from "../core/hold-out.ts";
import { expectArray, sliceRows } from "../core/ndarray.ts";
import { counted } from "../core/words.ts";
import type { Dataset } from "./dataset.ts";

/** How many examples a dataset has, and what it is called. @throws OptionError where it is no dataset: an array, say. */
function sizeAndName(where: string, dataset: Dataset): { readonly all: number; readonly name: string } {
  const { examples, name = "The data" } = (dataset ?? {}) as Partial<Dataset>;
  if (examples === undefined)
    throw new OptionError(`${where} takes a dataset, { name, examples, labels }. Give an array as ${where}({ examples: … }, …).`);
  expectArray("examples", examples);
  return { all: examples.shape[0]!, name };
}

/** Some rows of a dataset, as views on the same memory. */
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
 * The first examples, as views on the same memory.
 * @throws OptionError where there are fewer, or the number isn't a whole one of at least 1.
 */
export function first(dataset: Dataset, count: number): Dataset {
  const { all, name } = sizeAndName("first", dataset);
  if (!Number.isInteger(count) || count < 1 || count > all)
    throw new OptionError(`${name} has ${all} examples, so ${count} of them can't be taken. Give a number from 1 to ${all}.`);
  return rows(dataset, 0, count);
}

/**
 * Holds the last examples out: a number of them (1 or more), or a share (between 0 and 1); those of a table that are held out already.
 * @throws OptionError where that leaves either part empty.
 */
export function split(dataset: Dataset, validation: number): { train: Dataset; validation: Dataset } {
  const { all: count, name } = sizeAndName("split", dataset);
  const held = dataset.heldOut ?? heldCount(count, validation);
  if (!Number.isInteger(held) || held < 1 || held >= count) {
    if (count < 2)
      throw new OptionError(
        `${name} has ${counted(count, "example")}; there must be two at least, one to learn from and one held out.`,
      );
    throw new OptionError(
      `${Number(validation.toPrecision(3))} for validation doesn't leave both parts filled: ${name} has ${count} examples. Give a number from 1 to ${count - 1}, or a share.`,
    );
  }
  return { train: rows(dataset, 0, count - held), validation: rows(dataset, count - held, count) };
}
