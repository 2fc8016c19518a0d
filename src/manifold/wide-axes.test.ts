import { expect, it } from "vitest";
import { type NdArray, ndarray, sliceRows } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { Pca } from "./pca.ts";

/** Rows far from 0 that vary in `rank` directions, each half as much as the one before, with a little noise. */
function wide(count: number, width: number, rank: number, noise = 0): NdArray<"float32"> {
  const source = random(8, count);
  const directions = Array.from({ length: rank }, () => Float64Array.from({ length: width }, () => source.normal()));
  const rows = Array.from({ length: count }, () => {
    const factors = directions.map((_, i) => source.normal() / 2 ** i);
    return Float64Array.from({ length: width }, (_, j) =>
      directions.reduce((sum, one, i) => sum + factors[i]! * one[j]!, 100 + noise * source.normal()),
    );
  });
  return ndarray("float32", [count, width], Float32Array.from(rows.flatMap((row) => Array.from(row))));
}

const largest = (a: NdArray<"float32">, b: NdArray<"float32">) =>
  a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i]!)), 0);

it.each([undefined, 3, 0.8])(
  "fewer examples than features have the components of the products of features (%s)",
  async (components) => {
    const examples = wide(30, 90, 5, 0.1);
    const few = await new Pca({ ...(components !== undefined && { components }) }).fit(examples);
    const many = await new Pca({ ...(components !== undefined && { components }) }).partialFit(examples);
    expect(few.components.shape).toEqual(many.components.shape);
    const sure = few.explainedVariance.data.filter((variance) => variance > 1e-6).length * 90;
    const first = ({ data }: NdArray<"float32">) => ndarray("float32", [sure], data.slice(0, sure));
    expect(largest(first(few.components), first(many.components))).toBeLessThan(2e-3);
    for (const name of ["mean", "explainedVariance", "explainedVarianceRatio", "singularValues"] as const)
      expect(largest(few[name], many[name])).toBeLessThan(
        (name === "singularValues" ? 1e-3 : 3e-5) * Math.max(...many[name].data),
      );
    expect(few.noiseVariance).toBeCloseTo(many.noiseVariance, 6);
  },
);

it("all components of fewer examples than features are directions at right angles, and restore the examples", async () => {
  const examples = wide(12, 40, 4);
  const pca = await new Pca().fit(examples);
  for (let i = 0; i < 12; i++)
    for (let j = 0; j <= i; j++) {
      const [a, b] = [i, j].map((row) => pca.components.data.subarray(row * 40, (row + 1) * 40)) as [Float32Array, Float32Array];
      expect(a.reduce((sum, value, at) => sum + value * b[at]!, 0)).toBeCloseTo(Number(i === j), 4);
    }
  expect(largest(await pca.inverseTransform(await pca.transform(examples)), examples)).toBeLessThan(1e-3);
});

it("partialFit goes on after such a fit", async () => {
  const examples = wide(50, 20, 5, 0.1);
  const parts = await new Pca({ components: 3 }).fit(sliceRows(examples, 0, 10));
  await parts.partialFit(sliceRows(examples, 10, 50));
  const whole = await new Pca({ components: 3 }).fit(examples);
  expect(largest(parts.components, whole.components)).toBeLessThan(1e-4);
});

it("more features than products of features can be computed for are possible", async () => {
  const examples = wide(20, 9000, 3);
  const pca = await new Pca({ components: 3 }).fit(examples);
  expect(largest(await pca.reconstruct(examples), examples)).toBeLessThan(1e-3);
});
