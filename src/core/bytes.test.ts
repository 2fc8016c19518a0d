import { expect, test } from "vitest";
import { bytes, bytesIn } from "./bytes.ts";

test("a number of bytes may have a unit", () => {
  expect([5e8, "500000000", "500MB", "0.5 gb", "500m", "1GiB", "2 TB"].map(bytesIn)).toEqual([
    5e8,
    5e8,
    5e8,
    5e8,
    5e8,
    2 ** 30,
    2e12,
  ]);
});

test("other values, and less than 1 MB, aren't numbers of bytes", () => {
  for (const value of ["lots", "", "4 XB", "-4GB", "GB", Number.NaN, -1, 0, 999_999, "3kB", [4e9], true, null])
    expect(bytes.is(value), JSON.stringify(value)).toBe(false);
});
