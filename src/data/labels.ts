import { DataError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import type { Dataset } from "./dataset.ts";

/** The label of an example whose class isn't known (scikit-learn's). */
export const UNKNOWN = -1;

/** The name of a label's class. */
export const labelName = (label: number, classes: Dataset["classes"]): string =>
  label === UNKNOWN ? "unknown" : (classes?.[label] ?? String(label));

/** The largest whole number of 32 bits. */
const LARGEST = 2 ** 31 - 1;

/** Numbers [n] or [n, 1] as labels. @throws DataError where one isn't a whole number from -1 to 2^31 - 1, with its place, by default its row. */
export function labelsIn(
  { shape, data }: { readonly shape: readonly number[]; readonly data: ArrayLike<number | bigint> },
  where: string,
  placeOf = (row: number) => `of row ${row} (counted from 0)`,
): NdArray<"int32"> {
  if (shape.length !== 1 && !(shape.length === 2 && shape[1] === 1))
    throw new DataError(`${where} holds [${shape.join(", ")}]; labels are one whole number an example.`);
  const labels = Array.from(data, Number);
  const row = labels.findIndex((label) => !Number.isInteger(label) || label < UNKNOWN);
  if (row >= 0)
    throw new DataError(`${where}: the label ${placeOf(row)} isn't a whole number of at least 0 (or -1, where it isn't known).`);
  const large = labels.findIndex((label) => label > LARGEST);
  if (large >= 0)
    throw new DataError(
      `${where}: the label ${placeOf(large)} is ${data[large]}, and class numbers end at ${LARGEST}. Number the classes from 0.`,
    );
  return ndarray("int32", [labels.length], Int32Array.from(labels));
}

/** Values as class numbers, in the order of their names; a missing one is unknown. */
export function classesOf(values: readonly (string | number | boolean | null)[]): Pick<Dataset, "labels" | "classes"> {
  const classes = [...new Set(values.filter((value) => value !== null).map(String))].sort((a, b) =>
    a.localeCompare(b, "en", { numeric: true }),
  );
  const places = new Map(classes.map((name, i) => [name, i]));
  const labels = Int32Array.from(values, (value) => (value === null ? UNKNOWN : places.get(String(value))!));
  return { labels: ndarray("int32", [labels.length], labels), classes };
}
