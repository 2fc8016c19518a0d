import { DataError, OptionError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { shown } from "../core/words.ts";

/** The options of `windows`: length, distance, groups and order. */
export interface WindowOptions {
  /** Number of rows in a window. */
  readonly window: number;
  /** Distance between the starts of two windows, in rows; 1 by default. */
  readonly step?: number;
  /**
   * The group of each row [n], such as a machine or a patient. No window contains rows of two groups. By default, all rows are
   * one group.
   */
  readonly groups?: ArrayLike<number>;
  /**
   * A number for each row [n], such as a time, by which rows are sorted within their group. Equal rows, and all rows by default,
   * keep their order.
   */
  readonly order?: ArrayLike<number>;
}

/** Windows of rows, with the rows that each one contains. */
export interface Windows {
  /** The windows [windows, window, features]. Missing values stay NaN. */
  readonly examples: NdArray<"float32">;
  /** For each window, the index of its first row. */
  readonly starts: Int32Array;
  /** Number of rows that were cut into windows. */
  readonly rowCount: number;
  /** Returns the indices of the rows in a window, in order. */
  rowsOf(window: number): Int32Array;
}

/**
 * Cuts rows [n, features] into windows, group by group in the order in which the groups first appear. Rows at the end of a group
 * that don't fill a window are skipped, and so are groups that are shorter than a window.
 * @throws OptionError if a window or step isn't a whole number of at least 1, if a window is longer than every group, or if the
 * windows don't fit into memory.
 * @throws DataError if `groups` or `order` doesn't have one value for each row, or if an order is NaN.
 * @example windows(rows, { window: 24, step: 12 }).examples.shape; // [windows, 24, features]
 */
export function windows(rows: NdArray<"float32">, options: WindowOptions): Windows {
  const names = { window: true, step: true, groups: true, order: true } as const;
  const { window, step = 1, groups, order } = knownOptions("windows", options, names);
  const [rowCount = 0] = rows.shape;
  for (const [what, value] of Object.entries({ window, step })) {
    if (!Number.isInteger(value) || value < 1)
      throw new OptionError(`${what} must be a whole number of rows of at least 1, but it is ${shown(value)}.`);
  }
  const parts = seriesParts(rowCount, { groups, order });
  const longest = longestOf(parts);
  if (longest < window)
    throw new OptionError(
      `A window of ${window} rows is longer than ${groups ? `every group; the longest has ${longest} rows` : `the data, which has ${longest} rows`}. Give a window of ${longest} or less.`,
    );
  const members = windowMembers(parts, { window, step });
  return {
    examples: gatherWindows(rows, members),
    starts: Int32Array.from(members, (member) => member[0]!),
    rowCount,
    rowsOf: (m) => members[m]!,
  };
}

export const longestOf = (parts: readonly Int32Array[]): number => parts.reduce((most, part) => Math.max(most, part.length), 0);

/** Returns the row indices of each window, from the ordered row indices of each group. */
export const windowMembers = (
  parts: readonly Int32Array[],
  { window, step = 1 }: Pick<WindowOptions, "window" | "step">,
): Int32Array[] =>
  parts.flatMap((part) =>
    Array.from({ length: Math.max(0, Math.floor((part.length - window) / step) + 1) }, (_, i) =>
      part.subarray(i * step, i * step + window),
    ),
  );

/**
 * Gathers windows [windows, window, features] from rows [n, features] by their row indices.
 * @throws OptionError if they don't fit into memory.
 */
export function gatherWindows({ shape, data: rows }: NdArray<"float32">, members: readonly Int32Array[]): NdArray<"float32"> {
  const [, features = 1] = shape;
  const window = members[0]?.length ?? 0;
  const data = room(members.length, window, features);
  members.forEach((member, m) => {
    member.forEach((row, t) => {
      data.set(rows.subarray(row * features, (row + 1) * features), (m * window + t) * features);
    });
  });
  return ndarray("float32", [members.length, window, features], data);
}

/** Allocates memory for the windows. @throws OptionError if they don't fit. */
function room(count: number, window: number, features: number): Float32Array<ArrayBuffer> {
  const size = count * window * features;
  try {
    return new Float32Array(size);
  } catch {
    const gigabytes = Math.ceil((4 * size) / 1e9);
    throw new OptionError(`${count} windows of ${window} rows take ${gigabytes} GB of memory. Give a larger step.`);
  }
}

/**
 * Returns the row indices of each group, in order, group by group as they first appear.
 * @throws DataError if `groups` or `order` doesn't have one value for each row, or if an order is NaN.
 */
export function seriesParts(rowCount: number, { groups, order }: Pick<WindowOptions, "groups" | "order">): Int32Array[] {
  for (const [what, values] of Object.entries({ groups, order })) {
    if (values && values.length !== rowCount)
      throw new DataError(`There are ${rowCount} rows, but ${what} has ${values.length} values. Give one for each row.`);
  }
  const parts = partsOf(rowCount, groups);
  if (order) sortParts(parts, order);
  return parts;
}

/** Returns the row indices of each group. */
function partsOf(rowCount: number, groups: ArrayLike<number> | undefined): Int32Array[] {
  const parts = new Map<number, number[]>();
  for (let row = 0; row < rowCount; row++) {
    const group = groups?.[row] ?? 0;
    const part = parts.get(group);
    if (part) part.push(row);
    else parts.set(group, [row]);
  }
  return Array.from(parts.values(), (part) => Int32Array.from(part));
}

function sortParts(parts: readonly Int32Array[], order: ArrayLike<number>): void {
  for (const part of parts) {
    const bad = part.find((row) => Number.isNaN(order[row]));
    if (bad !== undefined)
      throw new DataError(
        `The order of row ${bad} (counted from 0) is ${order[bad]}, so the row can't be sorted. Remove or fill such rows.`,
      );
    part.sort((a, b) => order[a]! - order[b]! || a - b);
  }
}

/**
 * Computes a score for each row from the errors of windows: the mean over all windows that contain the row, or NaN if no window
 * does. NaN errors are ignored.
 * @param errors - one error for each window [windows], or for each step of it [windows, window].
 * @returns the scores of the rows [n].
 * @throws DataError if the shape of the errors doesn't match the windows.
 * @example rowScores(errors, windows(rows, { window: 24 }));
 */
export function rowScores(errors: NdArray<"float32">, { examples, rowCount, rowsOf }: Windows): NdArray<"float32"> {
  const [count, window] = examples.shape as readonly [number, number, number];
  const perStep = errors.shape.length === 2;
  if (errors.shape.join() !== (perStep ? [count, window] : [count]).join())
    throw new DataError(
      `There are ${count} windows of ${window} rows, but the errors have the shape [${errors.shape.join(", ")}]. Give errors of shape [${count}] or [${count}, ${window}].`,
    );
  const [sums, counts] = [new Float64Array(rowCount), new Int32Array(rowCount)];
  for (let m = 0; m < count; m++) {
    rowsOf(m).forEach((row, t) => {
      const error = errors.data[perStep ? m * window + t : m]!;
      if (Number.isNaN(error)) return;
      sums[row]! += error;
      counts[row]!++;
    });
  }
  const means = Float32Array.from(sums, (sum, row) => sum / counts[row]!);
  return ndarray("float32", [rowCount], means);
}
