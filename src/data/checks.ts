import { DataError } from "../core/errors.ts";
import { expectFinite, placeIn } from "../core/finite.ts";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import type { Dataset } from "./dataset.ts";

/**
 * Checks that a model can be trained on a dataset, and returns it unchanged.
 * @throws DataError if there are no examples, if they have only one axis, if the number of labels differs from the number of
 * examples, or if a number isn't finite. The message names the row and column of the first such number.
 * @example checkDataset({ name: "points", examples: ndarray("float32", [2, 2], Float32Array.of(1, 2, 3, 4)) });
 */
export function checkDataset(dataset: Dataset): Dataset {
  const { name, examples, labels } = dataset;
  const count = examples.shape[0] ?? 0;
  expectSome(examples, name);
  if (examples.shape.length < 2)
    throw new DataError(
      `${name} has the shape [${examples.shape.join(", ")}], but examples need at least two axes: one for the rows and one for the values in a row.`,
    );
  if (labels && labels.shape[0] !== count)
    throw new DataError(`${name} has ${count} examples, but ${labels.shape[0]} labels. Give one label for each example.`);
  expectFinite(examples, { where: name, mayBeTable: true });
  return dataset;
}

/** @throws DataError if there are no examples, or if they contain no numbers. */
export function expectSome({ shape }: Pick<NdArray, "shape">, name: string): void {
  if (!shape[0]) throw new DataError(`${name} has no examples. Give at least one.`);
  if (sizeOf(shape) === 0)
    throw new DataError(
      `${name} has the shape [${shape.join(", ")}], so it contains no numbers. Give rows with at least one value.`,
    );
}

/** Converts an array to examples: uint8 stays uint8 (pixels), and all other types become float32. */
export function storedExamples({ dtype, shape, data }: NdArray): Dataset["examples"] {
  if (dtype === "uint8") return ndarray("uint8", shape, data as Uint8Array);
  if (dtype === "float32") return ndarray("float32", shape, data as Float32Array);
  return ndarray("float32", shape, Float32Array.from(data as ArrayLike<number>, Number));
}

/** Above this number, float32 can't represent every whole number. */
const FIRST_ROUNDED = 2 ** 24;

/** Returns a note if float32 would round whole numbers of an array. The note names the largest one and its place. */
export function roundedNote(array: NdArray, where: string): string[] {
  const { dtype, data } = array;
  if (dtype !== "int32" && dtype !== "uint32" && dtype !== "int64") return [];
  let [largest, at] = [0, -1];
  for (let i = 0; i < data.length; i++) {
    const size = Math.abs(Number(data[i]));
    if (size > largest) [largest, at] = [size, i];
  }
  if (largest <= FIRST_ROUNDED) return [];
  const limit = largest > Number.MAX_SAFE_INTEGER ? "2^53" : "2^24";
  return [
    `${where} has whole numbers above ${limit}, and float32 keeps only seven of their digits. The largest is ${data[at]} in ${placeIn(array, at)} (counted from 0). If they are identifiers, leave them out`,
  ];
}
