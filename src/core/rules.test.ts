import { expect, it } from "vitest";
import { expectValues, flag, listOf, numbers, oneOf, or, positive, type Rule, units, whole } from "./rules.ts";

it.each<[Rule, allowed: readonly unknown[], refused: readonly unknown[], what: string]>([
  [whole(0), [0, 7], [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "1", null], "a whole number of at least 0"],
  [units, [1, 1e6], [0, 1e9], "a whole number from 1 to 1,000,000"],
  [positive, [0.1], [0, -1, Number.NaN, Number.POSITIVE_INFINITY, "1"], "a positive number"],
  [numbers("a share", (value) => value < 1), [0.5], [1, Number.NaN], "a share"],
  [flag, [true, false], ["yes", 1, null], "true or false"],
  [oneOf("pca", "random"), ["pca"], ["foo", "", null], '"pca" or "random"'],
  [or(positive, oneOf("auto")), [1, "auto"], [0, "no"], 'a positive number, or "auto"'],
  [listOf(units, "[3]", 1), [[1, 2]], [[], [0], 3, "3", null], "a list such as [3], each a whole number from 1 to 1,000,000"],
])("%o", (rule, allowed, refused, what) => {
  for (const value of [...allowed, undefined]) expect(() => expectValues({ size: value }, { size: rule })).not.toThrow();
  for (const value of refused)
    expect(() => expectValues({ size: value }, { size: rule })).toThrow(`size must be ${what}, but it is `);
});
