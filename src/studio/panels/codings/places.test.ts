import { expect, it } from "vitest";
import { ndarray } from "../../../core/ndarray.ts";
import { random } from "../../../core/random.ts";
import { Pca } from "../../../manifold/index.ts";
import { nodeRuntime } from "../../../runtime/node.ts";
import { atPair, fromNearest, onPlane } from "./places.ts";

const source = random(7);
const codings = ndarray(
  "float32",
  [60, 4],
  Float32Array.from({ length: 240 }, (_, at) => source.normal() * [3, 2, 0.5, 0.2][at % 4]! + (at % 4)),
);

it("converts a place on a map of two codings to these two codings, and sets the others to their means", () => {
  expect([...atPair([2, 0], Float32Array.of(1, 2, 3, 4))([30, 10])]).toEqual([10, 2, 30, 4]);
});

it("inverts PCA on a map that was rotated, moved and scaled", async () => {
  const runtime = await nodeRuntime();
  const pca = await new Pca({ components: 2 }).fit(codings, { runtime });
  const scores = await pca.transform(codings, { runtime });
  const turned = scores.data.map((_, at) => {
    const [u, v] = [scores.data[at - (at % 2)]!, scores.data[at - (at % 2) + 1]!];
    return at % 2 ? 5 + 2 * (0.6 * u - 0.8 * v) : -1 + 2 * (0.8 * u + 0.6 * v);
  });
  const at = onPlane(codings, ndarray("float32", [60, 2], turned));
  const truth = await pca.inverseTransform(scores, { runtime });
  for (const row of [0, 13, 59])
    at([turned[2 * row]!, turned[2 * row + 1]!]).forEach((value, k) => {
      expect(value).toBeCloseTo(truth.data[4 * row + k]!, 3);
    });
});

it("returns finite codings for every place if the map is a line", () => {
  const line = ndarray(
    "float32",
    [60, 2],
    Float32Array.from({ length: 120 }, (_, at) => at >> 1),
  );
  expect([...onPlane(codings, line)([3, 4])].every(Number.isFinite)).toBe(true);
});

it("returns the codings of a point at its place on other maps, and codings in between for places between two points", () => {
  const map = ndarray(
    "float32",
    [60, 2],
    Float32Array.from({ length: 120 }, (_, at) => (at % 2 ? 0 : 100 * (at >> 1))),
  );
  const at = fromNearest(codings, map);
  at([300, 0]).forEach((value, k) => {
    expect(value).toBeCloseTo(codings.data[12 + k]!, 4);
  });
  const between = at([350, 0]);
  const middle = [0, 1, 2, 3].map((k) => (codings.data[12 + k]! + codings.data[16 + k]!) / 2);
  const spread = [3, 2, 0.5, 0.2];
  between.forEach((value, k) => {
    expect(Math.abs(value - middle[k]!)).toBeLessThan(spread[k]!);
  });
});
