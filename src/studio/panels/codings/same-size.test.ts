import { expect, it } from "vitest";
import { ndarray } from "../../../core/ndarray.ts";
import { random } from "../../../core/random.ts";
import { aligned } from "../../../manifold/align.ts";
import { sameSize } from "./same-size.ts";

const source = random(1);
const places = () =>
  ndarray(
    "float32",
    [50, 2],
    Float32Array.from({ length: 100 }, () => source.normal()),
  );
const width = ({ data }: { readonly data: Float32Array }) => Math.sqrt(data.reduce((sum, value) => sum + value * value, 0));

it("scales a map to the width of another one without changing its shape and its centre", () => {
  const map = ndarray("float32", [2, 2], Float32Array.of(1, 1, 3, 1));
  const like = ndarray("float32", [2, 2], Float32Array.of(0, 0, 0, 8));
  expect([...sameSize(map, like).data]).toEqual([-2, 1, 6, 1]);
});

it("preserves the width when a hundred maps are aligned one after the other", () => {
  const first = places();
  let map = first;
  for (let i = 0; i < 100; i++) map = sameSize(aligned(places(), map), map);
  expect(width(map) / width(first)).toBeCloseTo(1, 1);
});
