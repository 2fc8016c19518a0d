import { DataError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import type { Dataset } from "./dataset.ts";

/** The label of an example whose class isn't known, as in scikit-learn. */
export const UNKNOWN = -1;

/** Returns the name of a label's class. */
export const labelName = (label: number, classes: Dataset["classes"]): string =>
  label === UNKNOWN ? "unknown" : (classes?.[label] ?? String(label));

/** The largest whole number of 32 bits. */
const LARGEST = 2 ** 31 - 1;

/**
 * Converts numbers [n] or [n, 1] to labels.
 * @param placeOf - describes the place of a row's label in messages; by default its row.
 * @throws DataError if a label isn't a whole number from -1 to 2^31 - 1. The message names its place.
 */
export function labelsIn(
  { shape, data }: { readonly shape: readonly number[]; readonly data: ArrayLike<number | bigint> },
  where: string,
  placeOf = (row: number) => `of row ${row} (counted from 0)`,
): NdArray<"int32"> {
  if (shape.length !== 1 && !(shape.length === 2 && shape[1] === 1))
    throw new DataError(
      `${where} has the shape [${shape.join(", ")}], but labels are one whole number for each example. Give an array of one axis.`,
    );
  const labels = Array.from(data, Number);
  const row = labels.findIndex((label) => !Number.isInteger(label) || label < UNKNOWN);
  if (row >= 0)
    throw new DataError(
      `${where}: the label ${placeOf(row)} isn't a whole number of at least 0 (or -1 if the class isn't known).`,
    );
  const large = labels.findIndex((label) => label > LARGEST);
  if (large >= 0)
    throw new DataError(
      `${where}: the label ${placeOf(large)} is ${data[large]}, but the largest class number is ${LARGEST}. Number the classes from 0.`,
    );
  return ndarray("int32", [labels.length], Int32Array.from(labels));
}

/** Converts values to class numbers, which follow the sorted values; a missing value gets the label -1. */
export function classesOf(values: readonly (string | number | boolean | null)[]): Pick<Dataset, "labels" | "classes"> {
  const classes = [...new Set(values.filter((value) => value !== null).map(String))].sort((a, b) =>
    a.localeCompare(b, "en", { numeric: true }),
  );
  const places = new Map(classes.map((name, i) => [name, i]));
  const labels = Int32Array.from(values, (value) => (value === null ? UNKNOWN : places.get(String(value))!));
  return { labels: ndarray("int32", [labels.length], labels), classes };
}
