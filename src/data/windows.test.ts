import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../core/errors.ts";
import { ndarray } from "../core/ndarray.ts";
import { rowScores, windows } from "./windows.ts";

const column = (...values: number[]) => ndarray("float32", [values.length, 1], Float32Array.from(values));
const listed = ({ examples, starts }: ReturnType<typeof windows>) => ({ values: [...examples.data], starts: [...starts] });
const numbers = (...values: number[]) => ndarray("float32", [values.length], Float32Array.from(values));

describe("windows", () => {
  it("start one step apart, and skip rows at the end that don't fill a window", () => {
    const made = windows(column(1, 2, 3, 4, 5, 6), { window: 3, step: 2 });
    expect(made.examples.shape).toEqual([2, 3, 1]);
    expect(listed(made)).toEqual({ values: [1, 2, 3, 3, 4, 5], starts: [0, 2] });
    expect([...made.rowsOf(1)]).toEqual([2, 3, 4]);
  });

  it("keep each row's features together", () => {
    const rows = ndarray("float32", [3, 2], Float32Array.of(1, 10, 2, 20, 3, 30));
    const { examples } = windows(rows, { window: 2 });
    expect(examples.shape).toEqual([2, 2, 2]);
    expect([...examples.data]).toEqual([1, 10, 2, 20, 2, 20, 3, 30]);
  });

  it("contain rows of one group each, even if the rows of groups are mixed", () => {
    const made = windows(column(1, 10, 2, 20, 3, 30, 40), { window: 2, groups: [7, 8, 7, 8, 7, 8, 8] });
    expect(listed(made)).toEqual({ values: [1, 2, 2, 3, 10, 20, 20, 30, 30, 40], starts: [0, 2, 1, 3, 5] });
  });

  it("skip groups that are shorter than a window", () => {
    expect(listed(windows(column(1, 2, 3), { window: 2, groups: [0, 1, 1] }))).toEqual({ values: [2, 3], starts: [1] });
  });

  it("sort the rows of a group by time, and keep the order of rows with equal times", () => {
    const made = windows(column(3, 1, 2, 2.5), { window: 4, order: [30, 10, 20, 20] });
    expect(listed(made)).toEqual({ values: [1, 2, 2.5, 3], starts: [1] });
    expect([...made.rowsOf(0)]).toEqual([1, 2, 3, 0]);
  });

  it("keep missing values", () => {
    expect([...windows(column(1, Number.NaN, 3), { window: 2 }).examples.data]).toEqual([1, Number.NaN, Number.NaN, 3]);
  });

  it("of any size are as many as fit, and contain consecutive rows of one group", () => {
    const given = fc.record({
      groups: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 30 }),
      window: fc.integer({ min: 1, max: 6 }),
      step: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(given, ({ groups, window, step }) => {
        const sizes = [0, 1, 2].map((group) => groups.filter((g) => g === group).length);
        fc.pre(Math.max(...sizes) >= window);
        const made = windows(column(...groups.map((_, row) => row)), { window, step, groups });
        const fitting = sizes.map((size) => (size < window ? 0 : Math.floor((size - window) / step) + 1));
        expect(made.examples.shape[0]).toBe(fitting.reduce((a, b) => a + b));
        for (let m = 0; m < made.starts.length; m++) {
          const member = [...made.rowsOf(m)];
          expect(member).toEqual([...made.examples.data.subarray(m * window, (m + 1) * window)]);
          const own = groups.flatMap((g, row) => (g === groups[member[0]!] ? [row] : []));
          const at = own.indexOf(made.starts[m]!);
          expect(member).toEqual(own.slice(at, at + window));
        }
      }),
      { seed: 3 },
    );
  });

  it.each([
    [{ window: 5 }, "A window of 5 rows is longer than the data, which has 4 rows. Give a window of 4 or less."],
    [
      { window: 4, groups: [1, 1, 1, 2] },
      "A window of 4 rows is longer than every group; the longest has 3 rows. Give a window of 3 or less.",
    ],
    [{ window: 2, step: 0 }, "step must be a whole number of rows of at least 1, but it is 0."],
    [{ window: 1.5 }, "window must be a whole number of rows of at least 1, but it is 1.5."],
  ])("%o are refused in one line", (options, line) => {
    expect(() => windows(column(1, 2, 3, 4), options)).toThrow(new OptionError(line));
  });

  it("are refused in one line if they don't fit into memory", () => {
    expect(() => windows(ndarray("float32", [200_000, 1], new Float32Array(200_000)), { window: 100_000 })).toThrow(
      new OptionError("100001 windows of 100000 rows take 41 GB of memory. Give a larger step."),
    );
  });

  it("are refused if groups or order don't match the rows", () => {
    expect(() => windows(column(1, 2, 3), { window: 2, groups: [1, 1] })).toThrow(
      new DataError("There are 3 rows, but groups has 2 values. Give one for each row."),
    );
    expect(() => windows(column(1, 2, 3), { window: 2, order: [1, Number.NaN, 3] })).toThrow(
      new DataError("The order of row 1 (counted from 0) is NaN, so the row can't be sorted. Remove or fill such rows."),
    );
  });
});

describe("a row's score", () => {
  const cut = windows(column(1, 2, 3, 4, 5, 6), { window: 3, step: 2 });

  it("is the mean error of the windows that contain the row, and NaN if no window does", () => {
    expect([...rowScores(numbers(1, 3), cut).data]).toEqual([1, 1, 2, 3, 3, Number.NaN]);
  });

  it("is the mean error of the row itself, if each step of a window has its own error", () => {
    const errors = ndarray("float32", [2, 3], Float32Array.of(1, 2, 3, 5, 6, 7));
    expect([...rowScores(errors, cut).data]).toEqual([1, 2, 4, 6, 7, Number.NaN]);
  });

  it("ignores missing errors", () => {
    expect([...rowScores(numbers(Number.NaN, 3), cut).data]).toEqual([Number.NaN, Number.NaN, 3, 3, 3, Number.NaN]);
  });

  it("belongs to the row, whatever the order of the rows in the window is", () => {
    const turned = windows(column(1, 2, 3), { window: 3, order: [3, 2, 1] });
    const errors = ndarray("float32", [1, 3], Float32Array.of(10, 20, 30));
    expect([...rowScores(errors, turned).data]).toEqual([30, 20, 10]);
  });

  it("is refused if the errors don't match the windows", () => {
    expect(() => rowScores(numbers(1, 2, 3), cut)).toThrow(
      new DataError("There are 2 windows of 3 rows, but the errors have the shape [3]. Give errors of shape [2] or [2, 3]."),
    );
  });
});
