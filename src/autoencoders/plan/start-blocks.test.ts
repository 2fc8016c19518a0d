import { describe, expect, it } from "vitest";
import { type NdArray, ndarray, sizeOf, sliceRows } from "../../core/ndarray.ts";
import { random } from "../../core/random.ts";
import { Pca } from "../../manifold/pca.ts";
import { Autoencoder } from "../autoencoder.ts";
import { families } from "../families/index.ts";
import type { Family } from "../family.ts";
import { blockDirections, errorAt, paddingFor } from "./blocks.ts";
import { planExamples } from "./examples.ts";

/**
 * Images [count, height, width, channels] of waves of several lengths in all directions, the long ones the largest, and a little
 * noise.
 */
function waves(count: number, [height, width, channels]: readonly [number, number, number]): NdArray<"float32"> {
  const source = random(5, height);
  const data = new Float32Array(count * height * width * channels);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const parts = Array.from({ length: 5 }, (_, k) => {
      const angle = 2 * Math.PI * source.uniform();
      const frequency = (k + 1) / 12;
      return {
        y: Math.sin(angle) * frequency,
        x: Math.cos(angle) * frequency,
        phase: 6 * source.uniform(),
        size: 0.15 / (k + 1),
      };
    });
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const value = parts.reduce((sum, wave) => sum + wave.size * Math.sin(wave.y * y + wave.x * x + wave.phase), 0.5);
        for (let c = 0; c < channels; c++) data[at++] = value * (1 - 0.1 * c) + 0.01 * source.normal();
      }
  }
  return ndarray("float32", [count, height, width, channels], data);
}

const meanSquare = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, x, i) => sum + (x - b[i]!) ** 2, 0) / a.length;

/** Returns the error of PCA on held-out examples. */
async function pcaError(learned: NdArray, held: NdArray, components: number): Promise<number> {
  const rows = (x: NdArray) => ({ ...x, shape: [x.shape[0]!, sizeOf(x.shape.slice(1))] });
  const pca = await new Pca({ components }).fit(rows(learned));
  return meanSquare(held.data as Float32Array, (await pca.reconstruct(rows(held))).data);
}

describe("the directions of blocks", () => {
  it("are those of PCA relative to the channel means, if one block is the whole image", async () => {
    const x = waves(200, [4, 4, 1]);
    const blocks = await blockDirections(x, { levels: 2, carried: () => 4 });
    const mean = x.data.reduce((sum, value) => sum + value, 0) / x.data.length;
    const held = Array.from({ length: 200 }, (_, i) => i).filter((i) => (i * 0.6180339887498949) % 1 < 1 / 8);
    const learned = Array.from({ length: 200 }, (_, i) => i).filter((i) => !held.includes(i));
    // The first direction relative to one mean for all pixels is found by power iteration on all 16 pixels.
    const row = (i: number) => Float64Array.from(x.data.subarray(16 * i, 16 * i + 16), (value) => value - mean);
    let direction = Float64Array.from({ length: 16 }, (_, i) => 1 + i / 100);
    for (let round = 0; round < 300; round++) {
      const next = new Float64Array(16);
      for (const i of learned) {
        const along = row(i).reduce((sum, value, j) => sum + value * direction[j]!, 0);
        row(i).forEach((value, j) => {
          next[j]! += along * value;
        });
      }
      const length = Math.hypot(...next);
      direction = next.map((value) => value / length);
    }
    const lost = held.map((i) => {
      const along = row(i).reduce((sum, value, j) => sum + value * direction[j]!, 0);
      return row(i).reduce((sum, value) => sum + value ** 2, 0) - along ** 2;
    });
    expect(blocks.levels.map(({ places }) => places)).toEqual([4, 1]);
    expect(errorAt(blocks, 1, 1)).toBeCloseTo(lost.reduce((a, b) => a + b, 0) / held.length, 3);
  });

  it("adds zeros around sides that can't be halved often enough", () => {
    expect([paddingFor(48, 4), paddingFor(48, 6), paddingFor(7, 2), paddingFor(1, 3)]).toEqual([
      [0, 0],
      [8, 8],
      [0, 1],
      [0, 0],
    ]);
  });
});

const KINDS: readonly (readonly [string, Family, readonly number[]])[] = [
  ["grey images", families.convolutional, [16, 16]],
  ["colour images with odd sides", families.convolutional, [13, 18, 3]],
  ["sequences", families["convolutional-1d"], [32, 2]],
  ["sequences, read step by step", families.recurrent, [12, 2]],
];

describe.each(KINDS)("%s", (_what, family, shape) => {
  const [height, width = 1, channels = 1] =
    shape.length === 2 && family.examples === "sequences" ? [shape[0]!, 1, shape[1]!] : shape;
  const all = waves(260, [height!, width, channels]);
  const x = { ...all, shape: [260, ...shape] };
  const [learned, held] = [sliceRows(x, 0, 200), sliceRows(x, 200)];

  it("make a network start near PCA with the same number of codings; random initial weights are far from it", async () => {
    const { choices, start } = await planExamples(learned, family, { scaling: "none" });
    const trained = new Autoencoder({ ...choices, family }).buildFor(shape);
    trained.model.initialize();
    const errorNow = async () => meanSquare(held.data as Float32Array, (await trained.model.predict(held)).data);
    const drawn = await errorNow();
    start!(trained);
    const codings = sizeOf((await trained.encoder.predict(sliceRows(held, 0, 1))).shape);
    const best = await pcaError(learned, held, Math.min(codings, 199, sizeOf(shape) - 1));
    expect(await errorNow()).toBeLessThan(1.5 * best);
    expect(drawn).toBeGreaterThan(10 * best);
  });
});
