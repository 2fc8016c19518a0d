import { DataError, OptionError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { shown } from "../core/words.ts";

export interface WindowOptions {
  /** How many rows a window has. */
  readonly window: number;
  /** How many rows each window begins after the one before it; 1 by default. */
  readonly step?: number;
  /** For each row the group that it belongs to (a machine, a patient): no window holds rows of two. All of one group by default. */
  readonly groups?: ArrayLike<number>;
  /** For each row what it is sorted by within its group (a time); rows of equal ones stay as they are. By default rows are in their order. */
  readonly order?: ArrayLike<number>;
}

export interface Windows {
  /** [windows, window, features]; missing values (NaN) are where they were. */
  readonly examples: NdArray<"float32">;
  /** For each window the number of its first row. */
  readonly starts: Int32Array;
  /** How many rows there were. */
  readonly rowCount: number;
  /** The numbers of the rows in a window, in its order. */
  rowsOf(window: number): Int32Array;
}

/**
 * Rows [n, features] cut into windows, group by group in the order in which groups first appear; rows at the end of a group that don't fill a window are left
 * out, and so are groups that are too short.
 * @throws OptionError for a window or step that isn't a whole number of at least 1, a window longer than every group, or more windows than memory holds; DataError where groups or order
 * aren't as many as the rows, or an order isn't a number.
 */
export function windows(rows: NdArray<"float32">, options: WindowOptions): Windows {
  const names = { window: true, step: true, groups: true, order: true } as const;
  const { window, step = 1, groups, order } = knownOptions("windows", options, names);
  const [rowCount = 0] = rows.shape;
  for (const [what, value] of Object.entries({ window, step })) {
    if (!Number.isInteger(value) || value < 1)
      throw new OptionError(`A ${what} is a whole number of rows of at least 1, but this is ${shown(value)}.`);
  }
  for (const [what, values] of Object.entries({ groups, order })) {
    if (values && values.length !== rowCount)
      throw new DataError(`There are ${rowCount} rows, but ${values.length} numbers of ${what}. Give one for each row.`);
  }
  const parts = partsOf(rowCount, groups);
  if (order) sortParts(parts, order);
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

/** The numbers of each window's rows, from those of each group's rows in their order. */
export const windowMembers = (
  parts: readonly Int32Array[],
  { window, step = 1 }: Pick<WindowOptions, "window" | "step">,
): Int32Array[] =>
  parts.flatMap((part) =>
    Array.from({ length: Math.max(0, Math.floor((part.length - window) / step) + 1) }, (_, i) =>
      part.subarray(i * step, i * step + window),
    ),
  );

/** Some windows of rows [n, features] by the numbers of their rows: [windows, window, features]. @throws OptionError where memory doesn't hold them. */
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

/** @throws OptionError where the windows don't fit into memory. */
function room(count: number, window: number, features: number): Float32Array<ArrayBuffer> {
  const size = count * window * features;
  try {
    return new Float32Array(size);
  } catch {
    const gigabytes = Math.ceil((4 * size) / 1e9);
    throw new OptionError(`${count} windows of ${window} rows take ${gigabytes} GB of memory. Give a larger step.`);
  }
}

/** The numbers of each group's rows. */
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
      throw new DataError(`Row ${bad} (counted from 0) has no order: it is ${order[bad]}. Remove or fill such rows.`);
    part.sort((a, b) => order[a]! - order[b]! || a - b);
  }
}

/**
 * Errors of windows as errors of rows: for each row the mean over the windows that hold it, NaN where none does. An error that is NaN isn't counted.
 * @param errors one number a window [windows], or one a step [windows, window].
 * @throws DataError where they aren't of these windows.
 */
export function rowScores(errors: NdArray<"float32">, { examples, rowCount, rowsOf }: Windows): NdArray<"float32"> {
  const [count, window] = examples.shape as readonly [number, number, number];
  const perStep = errors.shape.length === 2;
  if (errors.shape.join() !== (perStep ? [count, window] : [count]).join())
    throw new DataError(
      `There are ${count} windows of ${window} rows, but errors of [${errors.shape.join(", ")}]. Give [${count}] or [${count}, ${window}].`,
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
