import { expect, it } from "vitest";
import { labelsIn } from "./labels.ts";

it("accepts 64-bit labels that fit into 32 bits, and refuses larger ones", () => {
  const labels = (...values: bigint[]) => ({ shape: [values.length], data: BigInt64Array.from(values) });
  expect([...labelsIn(labels(0n, 2147483647n), "y.npy").data]).toEqual([0, 2147483647]);
  expect(() => labelsIn(labels(1n, 12345678901234567n), "y.npy")).toThrow(
    "y.npy: the label of row 1 (counted from 0) is 12345678901234567, but the largest class number is 2147483647. Number the classes from 0.",
  );
});
