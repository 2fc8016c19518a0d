import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { keyOf } from "../core/random.ts";
import { input, toOnnx } from "../graph/index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { wasmRuntime } from "../runtime/wasm.ts";
import { graphRandom } from "./random.ts";

/** Draws bits, and normal numbers twice, for a step. */
async function draw(runtime: Runtime, step: number, shape: readonly number[] = [300, 400]) {
  const stepKey = input("key", "uint32", []);
  const random = graphRandom(stepKey);
  const outputs = {
    bits: random.bits(shape),
    normal: random.normal(shape),
    again: random.normal(shape),
  };
  const program = await runtime.compile(toOnnx({ name: "random", inputs: [stepKey], outputs }));
  const results = await program.run({ key: ndarray("uint32", [], Uint32Array.of(keyOf(step))) });
  await program.close();
  return (name: keyof typeof outputs) => Array.from(results[name]!.data as ArrayLike<number>);
}

/** Returns the bits of 60 elements in each of several steps. */
async function overSteps(count: number): Promise<number[][]> {
  const stepKey = input("key", "uint32", []);
  const program = await native.compile(
    toOnnx({ name: "bits", inputs: [stepKey], outputs: { bits: graphRandom(stepKey).bits([60]) } }),
  );
  const steps: number[][] = [];
  for (let step = 0; step < count; step++) {
    const { bits } = await program.run({ key: ndarray("uint32", [], Uint32Array.of(keyOf(42, 2, step))) });
    steps.push(Array.from(bits!.data as Int32Array));
  }
  await program.close();
  return steps;
}

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
const moment = (values: readonly number[], k: number) => mean(values.map((x) => x ** k));
const correlation = (a: readonly number[], b: readonly number[]) => mean(a.map((x, i) => x * b[i]!));
const native = await nodeRuntime();

it("normal numbers have the right moments and tails, and neighbours are independent", async () => {
  const normal = (await draw(native, 12345))("normal");
  const n = normal.length;
  expect(Math.abs(mean(normal))).toBeLessThan(4 / Math.sqrt(n));
  expect(Math.abs(moment(normal, 2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  expect(Math.abs(moment(normal, 4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  expect(normal.filter((x) => Math.abs(x) > 2).length / n).toBeCloseTo(0.0455, 2);
  for (const lag of [1, 2, 400]) expect(Math.abs(correlation(normal.slice(lag), normal))).toBeLessThan(4 / Math.sqrt(n - lag));
});

it("normal numbers have the tails that their documentation states", async () => {
  const normal = (await draw(native, 3, [3000, 784]))("normal");
  const beyond = (limit: number) => normal.filter((x) => Math.abs(x) > limit).length / normal.length;
  expect(moment(normal, 4) / moment(normal, 2) ** 2 - 3).toBeGreaterThan(-0.013 - 4 * Math.sqrt(24 / normal.length));
  expect(Math.abs(beyond(1) / 0.317311 - 1)).toBeLessThan(0.01);
  expect(Math.abs(beyond(2) / 0.0455003 - 1)).toBeLessThan(0.02);
  expect(Math.abs(beyond(3) / 0.0026998 - 1)).toBeLessThan(0.09);
});

it("normal numbers of any width have mean 0 and variance 1", async () => {
  for (const shape of [[20_000], [4000, 10], [400, 7, 19], [20_011]]) {
    const normal = (await draw(native, 5, shape))("normal");
    const n = normal.length;
    expect(Math.abs(mean(normal)), `${shape}`).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(moment(normal, 2) - 1), `${shape}`).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(correlation(normal.slice(1), normal)), `${shape}`).toBeLessThan(4 / Math.sqrt(n - 1));
  }
});

it.each([0, 1])("normal numbers are as good if the size of axis %i is only known when the graph runs", async (axis) => {
  for (const width of [10, 784, 997]) {
    const stepKey = input("key", "uint32", []);
    const rows = input("rows", "float32", ["batch", 1]);
    const shape = axis === 0 ? [rows.shape[0]!, width] : [3, rows.shape[0]!, width];
    const program = await native.compile(
      toOnnx({ name: "rows", inputs: [stepKey, rows], outputs: { normal: graphRandom(stepKey).normal(shape) } }),
    );
    const feeds = {
      key: ndarray("uint32", [], Uint32Array.of(keyOf(5))),
      rows: ndarray("float32", [50, 1], new Float32Array(50)),
    };
    const normal = (await program.run(feeds)).normal!;
    await program.close();
    expect(normal.shape).toEqual(axis === 0 ? [50, width] : [3, 50, width]);
    const values = Array.from(normal.data as Float32Array);
    expect(Math.abs(moment(values, 2) - 1), `${width}`).toBeLessThan(4 * Math.sqrt(2 / values.length));
    expect(Math.abs(correlation(values.slice(1), values)), `${width}`).toBeLessThan(4 / Math.sqrt(values.length - 1));
  }
});

it("the upper 16 bits are set equally often, over the elements of a step and over the steps of an element", async () => {
  const step = (await draw(native, 99))("bits");
  const places = Array.from({ length: 16 }, (_, i) => i + 16);
  const even = (bits: readonly number[]) => {
    for (const place of places)
      expect(Math.abs(mean(bits.map((b) => (b >> place) & 1)) - 0.5)).toBeLessThan(2 / Math.sqrt(bits.length));
  };
  even(step);
  expect(Math.min(...step)).toBeLessThan(-(2 ** 31) + 2 ** 19);
  expect(Math.max(...step)).toBeGreaterThan(2 ** 31 - 2 ** 19);
  const steps = await overSteps(2000);
  for (const element of [0, 1, 59]) even(steps.map((bits) => bits[element]!));
});

it("elements are independent from step to step", async () => {
  const steps = (await overSteps(2000)).map((bits) => bits.map((b) => (Math.sqrt(3) * b) / 2 ** 31));
  const element = (i: number) => steps.map((bits) => bits[i]!);
  const limit = 5 / Math.sqrt(steps.length);
  for (let i = 1; i < 60; i++) expect(Math.abs(correlation(element(i), element(i - 1)))).toBeLessThan(limit);
  for (let i = 0; i < 60; i++) expect(Math.abs(correlation(element(i).slice(1), element(i)))).toBeLessThan(limit);
});

it("draws differ between steps and between draws, and are equal if both are the same", async () => {
  const [one, same, other] = [await draw(native, 1), await draw(native, 1), await draw(native, 2)];
  expect(same("normal")).toEqual(one("normal"));
  expect(Math.abs(correlation(one("normal"), other("normal")))).toBeLessThan(0.02);
  expect(Math.abs(correlation(one("normal"), one("again")))).toBeLessThan(0.02);
});

it("WebAssembly draws the same bits, and normal numbers that are equal up to rounding", async () => {
  const [here, there] = [await draw(native, 7), await draw(await wasmRuntime(), 7)];
  expect(there("bits")).toEqual(here("bits"));
  const [a, b] = [here("normal"), there("normal")];
  expect(Math.max(...a.map((x, i) => Math.abs(x - b[i]!)))).toBeLessThan(2e-5);
});
