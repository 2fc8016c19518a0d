import { expect, it } from "vitest";
import { ndarray } from "../../../core/ndarray.ts";
import { joined, slicing } from "./slices.ts";

const examples = ndarray(
  "float32",
  [3000, 2, 1],
  Float32Array.from({ length: 6000 }, (_, i) => i),
);

it("passes all examples in order, in copies that contain nothing else", async () => {
  const sizes: number[] = [];
  const parts = await slicing()(
    examples,
    async (slice) => {
      sizes.push(slice.shape[0]!);
      expect(slice.data.buffer.byteLength).toBe(slice.data.byteLength);
      return slice as typeof examples;
    },
    () => true,
  );
  expect(joined(parts!)).toEqual(ndarray("float32", [3000, 2], examples.data));
  expect(sizes.length).toBeGreaterThan(2);
});

it("uses smaller slices for slow work", async () => {
  const sizes: number[] = [];
  const inSlices = slicing();
  await inSlices(
    examples,
    async ({ shape }) => {
      sizes.push(shape[0]!);
      await new Promise((resolve) => setTimeout(resolve, shape[0]! > 64 ? 90 : 1));
    },
    () => sizes.length < 4,
  );
  expect(sizes[1]).toBeLessThan(sizes[0]!);
});

it("stops when the result is no longer wanted", async () => {
  let calls = 0;
  expect(
    await slicing()(
      examples,
      async () => calls++,
      () => calls < 2,
    ),
  ).toBeUndefined();
  expect(calls).toBe(2);
});
