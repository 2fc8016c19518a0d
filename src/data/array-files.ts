import { DataError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { checkDataset, storedExamples } from "./checks.ts";
import type { Dataset } from "./dataset.ts";
import { labelsIn } from "./labels.ts";
import type { FileOf } from "./readers/reader.ts";

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
export async function readArrays(files: readonly FileOf<"array">[]): Promise<Dataset> {
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
  return checkDataset({
    name: examples.path.replace(/^.*\//, "").replace(/\.gz$/, ""),
    examples: storedExamples(examples.array, examples.path),
    ...(labels && {
      labels: labels.array.dtype === "uint8" ? (labels.array as NdArray<"uint8">) : labelsIn(labels.array, labels.path),
    }),
    ...(skipped.length > 0 && { notes: [`The files of the test part are left out: ${skipped.join(", ")}`] }),
  });
}

const isOneEach = ({ shape }: NdArray): boolean => shape.length === 1 || (shape.length === 2 && shape[1] === 1);

function onlyOne(arrays: readonly Array1[], what: string): Array1 | undefined {
  if (arrays.length > 1)
    throw new DataError(`${arrays.map(({ path }) => path).join(" and ")} could both be the ${what}. Drop one of them.`);
  return arrays[0];
}
