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

/** Whether a file belongs to the test part, such as MNIST's t10k-images-idx3-ubyte. */
const isOfTest = ({ path }: FileOf<"array">): boolean => /(^|\/)(t10k|test)[-_.]/i.test(path);

/**
 * Reads a dataset from IDX and .npy files: one file with the examples and, optionally, one with a label for each example. If
 * there are files of both parts (train- and t10k-), the training part is used.
 * @throws DataError if a file is broken, or if more than one file could hold the examples or the labels.
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
    throw new DataError(
      `${path} holds an array of shape [${array.shape.join(", ")}]: labels without examples. Drop the file with the examples too.`,
    );
  }
  const labels = onlyOne(oneEach, "labels");
  const skipped = files.filter((file) => !taken.includes(file)).map(({ path }) => path);
  const known = {
    labels: labels && (labels.array.dtype === "uint8" ? (labels.array as NdArray<"uint8">) : labelsIn(labels.array, labels.path)),
    notes: skipped.length > 0 ? [`The files of the test part were skipped: ${skipped.join(", ")}`] : [],
  };
  return openedArray(examples.array, examples.path.replace(/^.*\//, "").replace(/\.gz$/, ""), known, choices);
}

/**
 * Makes a dataset from an array. Rows of numbers become a table if some values are missing (NaN), or if the model was trained on
 * a table.
 * @throws DataError if a number isn't finite, or if the number of labels differs from the number of examples.
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
    throw new DataError(`${arrays.map(({ path }) => path).join(" and ")} could each hold the ${what}. Drop only one of them.`);
  return arrays[0];
}
