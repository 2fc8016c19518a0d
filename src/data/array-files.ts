import { DataError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { isTableWithGaps, tableOfArray } from "./array-table.ts";
import { checkDataset, roundedNote, storedExamples } from "./checks.ts";
import type { Dataset } from "./dataset.ts";
import { labelsIn } from "./labels.ts";
import type { Opened } from "./opened-files.ts";
import type { FileOf } from "./readers/reader.ts";
import { type MemoryTableOptions, tableDataset } from "./tables/memory/dataset.ts";

interface Array1 {
  readonly path: string;
  readonly array: NdArray;
}

/** Files of the part that isn't learned from: MNIST's t10k-images-idx3-ubyte. */
const isOfTest = ({ path }: FileOf<"array">): boolean => /(^|\/)(t10k|test)[-_.]/i.test(path);

/**
 * IDX and .npy files as a dataset: one of examples, and with it one of their labels, a whole number an example. Of files of two parts (train-, t10k-), those to
 * learn from are taken.
 * @throws DataError where one is broken, or several could be meant.
 */
export async function readArrays(files: readonly FileOf<"array">[], choices: MemoryTableOptions = {}): Promise<Opened> {
  const toLearn = files.some(isOfTest) ? files.filter((file) => !isOfTest(file)) : files;
  const taken = toLearn.length > 0 ? toLearn : files;
  const [several, oneEach]: [Array1[], Array1[]] = [[], []];
  for (const { path, bytes, reader } of taken) {
    const array = await reader.read(bytes, path);
    (isOneEach(array) ? oneEach : several).push({ path, array });
  }
  const examples = onlyOne(several, "examples");
  if (!examples) {
    const { path, array } = oneEach[0]!;
    throw new DataError(`${path} holds [${array.shape.join(", ")}], one number an example. Drop the examples with it.`);
  }
  const labels = onlyOne(oneEach, "labels");
  const skipped = files.filter((file) => !taken.includes(file)).map(({ path }) => path);
  const known = {
    labels: labels && (labels.array.dtype === "uint8" ? (labels.array as NdArray<"uint8">) : labelsIn(labels.array, labels.path)),
    notes: skipped.length > 0 ? [`The files of the test part are left out: ${skipped.join(", ")}`] : [],
  };
  return openedArray(examples.array, examples.path.replace(/^.*\//, "").replace(/\.gz$/, ""), known, choices);
}

/**
 * An array as examples. Rows of numbers, some of which are missing (NaN), are a table, as are all rows for a model of a table.
 * @throws DataError where a number isn't finite, or there are more or fewer labels than examples.
 */
export async function openedArray(
  array: NdArray,
  name: string,
  { labels, notes = [] }: Pick<Dataset, "notes"> & { readonly labels?: Dataset["labels"] | undefined },
  choices: MemoryTableOptions,
): Promise<Opened> {
  if (array.shape.length === 2 && (choices.preprocessing !== undefined || isTableWithGaps(array))) {
    const table = { ...tableOfArray(array, name), notes };
    const { dataset, cells } = await tableDataset(table, { validation: 0.1, ...choices });
    const { rowIndices } = dataset;
    const own =
      labels && rowIndices
        ? labelsIn({ shape: [labels.data.length], data: rowIndices.map((row) => labels.data[row]!) }, name)
        : labels;
    return { dataset: { ...dataset, ...(own && { labels: own }) }, cells, table };
  }
  const all = [...notes, ...roundedNote(array, name)];
  const examples = storedExamples(array);
  return { dataset: checkDataset({ name, examples, ...(labels && { labels }), ...(all.length > 0 && { notes: all }) }) };
}

const isOneEach = ({ shape }: NdArray): boolean => shape.length === 1 || (shape.length === 2 && shape[1] === 1);

function onlyOne(arrays: readonly Array1[], what: string): Array1 | undefined {
  if (arrays.length > 1)
    throw new DataError(`${arrays.map(({ path }) => path).join(" and ")} could both be the ${what}. Drop one of them.`);
  return arrays[0];
}
