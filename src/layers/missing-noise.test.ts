import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { input, toOnnx } from "../graph/index.ts";
import { callContext } from "../layers/call-context.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { missingNoise } from "./missing-noise.ts";

const ROWS = 4000;

/** Applies the layer to ones, [rows, 4]. */
async function struck(mode: "training" | "use", sizes?: readonly number[]) {
  const x = input("x", "float32", ["batch", 4]);
  const key = input("key", "uint32", []);
  const y = missingNoise(0.3, sizes && { sizes }).call(x, callContext(mode, new Map(), key));
  const program = await (await nodeRuntime()).compile(toOnnx({ name: "noise", inputs: [x, key], outputs: { y } }));
  const feeds = {
    x: ndarray("float32", [ROWS, 4], new Float32Array(ROWS * 4).fill(1)),
    key: ndarray("uint32", [], Uint32Array.of(7)),
  };
  const { data } = (await program.run(feeds)).y!;
  await program.close();
  return Array.from({ length: ROWS }, (_, row) => Array.from({ length: 4 }, (_, i) => Number(data[row * 4 + i])));
}

const share = (rows: readonly number[][], column: number) => rows.filter((row) => Number.isNaN(row[column])).length / rows.length;

it("sets a share of the values to NaN while training, and doesn't change the others", async () => {
  const rows = await struck("training");
  for (let column = 0; column < 4; column++) expect(Math.abs(share(rows, column) - 0.3)).toBeLessThan(0.03);
  expect(rows.flat().every((x) => x === 1 || Number.isNaN(x))).toBe(true);
  expect(rows.some(([a, b]) => Number.isNaN(a) !== Number.isNaN(b))).toBe(true);
});

it("sets all features of a column to NaN together", async () => {
  const rows = await struck("training", [1, 3]);
  expect(rows.every(([, a, b, c]) => Number.isNaN(a) === Number.isNaN(b) && Number.isNaN(b) === Number.isNaN(c))).toBe(true);
  expect(rows.some(([first, a]) => Number.isNaN(first) !== Number.isNaN(a))).toBe(true);
  expect(Math.abs(share(rows, 2) - 0.3)).toBeLessThan(0.03);
});

it("does nothing outside of training", async () => {
  expect((await struck("use")).flat().every((x) => x === 1)).toBe(true);
});
