import { DataError, ShapeError } from "../../core/errors.ts";
import { expectArray, type NdArray, ndarray, type Storage, sizeOf, TYPED_ARRAYS } from "../../core/ndarray.ts";
import { counted } from "../../core/words.ts";
import type { Dataset } from "../dataset.ts";
import type { NestedNumbers, Numbers, ShapedNumbers } from "./data.ts";

type Examples = Dataset["examples"];

/** Whether a value is a typed array. A DataView isn't one. */
export const isTyped = (value: unknown): value is Exclude<Numbers, readonly unknown[]> =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);

/** Whether a value has the keys of numbers with a shape, even if their values are wrong. */
export const isShaped = (value: unknown): value is ShapedNumbers =>
  typeof value === "object" && value !== null && "data" in value && "shape" in value;

/**
 * Converts numbers with a shape to examples: uint8 stays uint8, and all other types become float32. A uint8 or float32 array is
 * returned unchanged.
 * @throws ShapeError if the shape doesn't match the number of values.
 */
export function shapedExamples(given: ShapedNumbers | NdArray): Examples {
  if ("dtype" in given) {
    expectArray("examples", given);
    if (given.dtype === "uint8" || given.dtype === "float32") return given as Examples;
  }
  const { data, shape } = given;
  if (!Array.isArray(shape) || !(isTyped(data) || Array.isArray(data)))
    throw new ShapeError("Give numbers with a shape as { data, shape }: a typed array and a list of sizes, [rows, columns].");
  const isBool = "dtype" in given && given.dtype === "bool";
  return withShape(isBool ? Float32Array.from(data as Uint8Array) : data, shape);
}

/** @throws ShapeError if the shape doesn't match the number of values; DataError if a value isn't a number. */
export function withShape(numbers: Numbers, shape: readonly number[]): Examples {
  const array = isTyped(numbers) ? numbers : listOf(numbers);
  if (array instanceof Uint8Array) return ndarray("uint8", shape, array);
  if (array instanceof Uint8ClampedArray)
    return ndarray("uint8", shape, new Uint8Array(array.buffer, array.byteOffset, array.length));
  return ndarray("float32", shape, array instanceof Float32Array ? array : Float32Array.from(array as ArrayLike<number>, Number));
}

function listOf(numbers: readonly unknown[]): Float32Array {
  const array = new Float32Array(numbers.length);
  numbers.forEach((value, i) => {
    array[i] = numberOf(value, () => `Number ${i}`);
  });
  return array;
}

/**
 * @param where - describes the value in the message.
 * @throws DataError if a value isn't a number, true, false, null or undefined.
 */
function numberOf(value: unknown, where: () => string): number {
  if (typeof value === "number") return value;
  if (value === null || value === undefined) return Number.NaN;
  if (typeof value === "boolean" || typeof value === "bigint") return Number(value);
  throw new DataError(
    `${where()} (counted from 0) is ${kindOf(value)}, not a number. Give numbers, or rows as objects, whose columns may contain text: [{ city: "Bonn", temperature: 21.5 }].`,
  );
}

/** Returns a value, or its kind, in words. */
function kindOf(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) || isTyped(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/**
 * Converts nested lists to examples [n, …]: float32, or uint8 if the innermost lists are Uint8Arrays.
 * @throws ShapeError if rows differ in length (the message names the first such row); DataError if a value isn't a number.
 */
export function nestedExamples(rows: NestedNumbers): Examples {
  const shape: number[] = [];
  let level: unknown = rows;
  while (Array.isArray(level) || isTyped(level)) {
    shape.push(level.length);
    if (level.length === 0 || isTyped(level)) break;
    level = level[0];
  }
  const width = sizeOf(shape.slice(1));
  const areBytes = level instanceof Uint8Array || level instanceof Uint8ClampedArray;
  const data = areBytes ? new Uint8Array(rows.length * width) : new Float32Array(rows.length * width);
  const sizes = shape.slice(1);
  rows.forEach((row, i) => {
    fill(row, sizes, data.subarray(i * width, (i + 1) * width), () => `Row ${i}`);
  });
  return areBytes ? ndarray("uint8", shape, data as Uint8Array) : ndarray("float32", shape, data as Float32Array);
}

/** Writes the numbers of a nested list into an array. */
function fill(value: unknown, [size, ...rest]: readonly number[], into: Float32Array | Uint8Array, where: () => string): void {
  const isList = Array.isArray(value) || isTyped(value);
  if (!isList || value.length !== size)
    throw new ShapeError(
      `${where()} (counted from 0) ${isList ? `has ${counted(value.length, "value")}` : `is ${kindOf(value)}`}, but the first one has ${counted(size ?? 0, "value")}. Give rows of equal length.`,
    );
  const width = sizeOf(rest);
  for (let i = 0; i < size!; i++) {
    const own = value[i] as unknown;
    const place = () => `${where()}, ${rest.length > 0 ? "element" : "column"} ${i}`;
    if (rest.length === 0) into[i] = numberOf(own, place);
    else fill(own, rest, into.subarray(i * width, (i + 1) * width), place);
  }
}

/**
 * Converts numbers in any form, except rows as objects, to an array. A flat list becomes an array of one axis. An array with a
 * shape is returned unchanged.
 * @throws ShapeError if rows differ in length; DataError if a value isn't a number.
 */
export function plainArray(data: unknown, what: string): NdArray {
  if (isShaped(data)) return "dtype" in data ? (data as NdArray) : shapedExamples(data);
  if (isTyped(data) || (Array.isArray(data) && !Array.isArray(data[0]) && !isTyped(data[0])))
    return withShape(data as Numbers, [(data as Numbers).length]);
  if (Array.isArray(data)) return nestedExamples(data as NestedNumbers);
  expectArray(what, data as NdArray);
  return data as NdArray;
}

/**
 * Joins arrays of examples along the first axis.
 * @throws ShapeError if a part differs from the first in type or example shape.
 */
export function joined<A extends NdArray>(parts: readonly A[]): A {
  const first = parts[0]!;
  if (parts.length === 1) return first;
  const shape = first.shape.slice(1);
  const count = parts.reduce((sum, part) => sum + part.shape[0]!, 0);
  const data = new TYPED_ARRAYS[first.dtype](count * sizeOf(shape)) as Storage["float32"];
  let at = 0;
  parts.forEach((part, i) => {
    if (part.dtype !== first.dtype || part.shape.slice(1).join() !== shape.join())
      throw new ShapeError(
        `Part ${i + 1} has ${part.dtype} examples of shape [${part.shape.slice(1).join(", ")}], but part 1 has ${first.dtype} examples of shape [${shape.join(", ")}]. Give every part the same type and shape.`,
      );
    data.set(part.data as Float32Array, at);
    at += part.data.length;
  });
  return ndarray(first.dtype, [count, ...shape], data as never) as A;
}
