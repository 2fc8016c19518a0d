import { DataError } from "../core/errors.ts";
import { expectFinite, placeIn } from "../core/finite.ts";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import type { Dataset } from "./dataset.ts";

/**
 * Gives the dataset back if it can be learned from.
 * @throws DataError where there are no examples, a row has no axis, there are more or fewer labels than examples, or a number isn't finite
 * (naming the first one's row and place in it).
 */
export function checkDataset(dataset: Dataset): Dataset {
  const { name, examples, labels } = dataset;
  const count = examples.shape[0] ?? 0;
  expectSome(examples, name);
  if (examples.shape.length < 2)
    throw new DataError(
      `${name} has the shape [${examples.shape.join(", ")}]; examples need one axis for the rows and at least one for what is in a row.`,
    );
  if (labels && labels.shape[0] !== count) throw new DataError(`${name} has ${count} examples, but ${labels.shape[0]} labels.`);
  expectFinite(examples, { where: name, mayBeTable: true });
  return dataset;
}

/** @throws DataError where there are no examples, or no numbers in them. */
export function expectSome({ shape }: Pick<NdArray, "shape">, name: string): void {
  if (!shape[0]) throw new DataError(`${name} has no examples. Give some.`);
  if (sizeOf(shape) === 0)
    throw new DataError(`${name} has the shape [${shape.join(", ")}], so no numbers. Give rows with some.`);
}

/** An array as examples: bytes stay pixels, all other numbers become float32. */
export function storedExamples({ dtype, shape, data }: NdArray): Dataset["examples"] {
  if (dtype === "uint8") return ndarray("uint8", shape, data as Uint8Array);
  if (dtype === "float32") return ndarray("float32", shape, data as Float32Array);
  return ndarray("float32", shape, Float32Array.from(data as ArrayLike<number>, Number));
}

/** From here on a float32 doesn't keep every whole number. */
const FIRST_ROUNDED = 2 ** 24;

/** A note where an array has whole numbers that float32 doesn't keep: the largest, and its place. */
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
    `${where} has whole numbers beyond ${limit}, the largest ${data[at]} in ${placeIn(array, at)} (counted from 0); as float32 they keep seven digits. Numbers that are identifiers say nothing: leave them out`,
  ];
}
