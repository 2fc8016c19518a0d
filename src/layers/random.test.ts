import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { input, toOnnx } from "../graph/index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { wasmRuntime } from "../runtime/wasm.ts";
import { graphRandom } from "./random.ts";

/** Two draws of each kind for a step key: of an even and of an odd number of elements. */
async function draw(runtime: Runtime, key: number) {
  const stepKey = input("key", "uint32", []);
  const random = graphRandom(stepKey);
  const outputs = {
    bits: random.bits([300, 400]),
    odd: random.bits([3, 5]),
    normal: random.normal([300, 400]),
    again: random.normal([300, 400]),
  };
  const program = await runtime.compile(toOnnx({ name: "random", inputs: [stepKey], outputs }));
  const results = await program.run({ key: ndarray("uint32", [], Uint32Array.of(key)) });
  await program.close();
  return (name: keyof typeof outputs) => Array.from(results[name]!.data as ArrayLike<number>);
}

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
const moment = (values: readonly number[], k: number) => mean(values.map((x) => x ** k));
const correlation = (a: readonly number[], b: readonly number[]) => mean(a.map((x, i) => x * b[i]!));
const native = await nodeRuntime();

it("normals have a normal's moments and tails, and neighbours don't depend on each other", async () => {
  const normal = (await draw(native, 12345))("normal");
  const n = normal.length;
  expect(Math.abs(mean(normal))).toBeLessThan(4 / Math.sqrt(n));
  expect(Math.abs(moment(normal, 2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  expect(Math.abs(moment(normal, 4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  expect(normal.filter((x) => Math.abs(x) > 2).length / n).toBeCloseTo(0.0455, 2);
  for (const lag of [1, 2, 400]) expect(Math.abs(correlation(normal.slice(lag), normal))).toBeLessThan(4 / Math.sqrt(n - lag));
});

it("bits fill 16 places evenly", async () => {
  const bits = (await draw(native, 99))("bits");
  expect(Math.min(...bits)).toBeLessThan(8);
  expect(Math.max(...bits)).toBeGreaterThan(65_527);
  for (let place = 0; place < 16; place++)
    expect(Math.abs(mean(bits.map((b) => (b >> place) & 1)) - 0.5)).toBeLessThan(2 / Math.sqrt(bits.length));
});

it("draws differ by step and by draw, and agree where both are the same", async () => {
  const [one, same, other] = [await draw(native, 1), await draw(native, 1), await draw(native, 2)];
  expect(same("normal")).toEqual(one("normal"));
  expect(Math.abs(correlation(one("normal"), other("normal")))).toBeLessThan(0.02);
  expect(Math.abs(correlation(one("normal"), one("again")))).toBeLessThan(0.02);
});

it("WebAssembly draws the same bits, and normals that agree to rounding", async () => {
  const [here, there] = [await draw(native, 7), await draw(await wasmRuntime(), 7)];
  expect(there("bits")).toEqual(here("bits"));
  expect(there("odd")).toEqual(here("odd"));
  const [a, b] = [here("normal"), there("normal")];
  expect(Math.max(...a.map((x, i) => Math.abs(x - b[i]!)))).toBeLessThan(2e-5);
});
