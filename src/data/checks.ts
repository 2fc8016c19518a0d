import { DataError } from "../core/errors.ts";
import { expectFinite } from "../core/finite.ts";
import { type NdArray, sizeOf } from "../core/ndarray.ts";
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

/** An array as examples. @throws DataError where it holds neither uint8 pixels nor float32 numbers. */
export function storedExamples(array: NdArray, where: string): Dataset["examples"] {
  if (array.dtype === "uint8" || array.dtype === "float32") return array as Dataset["examples"];
  throw new DataError(`${where} holds ${array.dtype}; examples are uint8 pixels or floats. Save a.astype("float32") instead.`);
}
