import { afterEach, describe, expect, it, vi } from "vitest";
import { mnistSample } from "../../../scripts/mnist-sample.mjs";
import { mnist as inNode } from "../../data/mnist.node.ts";
import { builtInSets } from "./sets.ts";

const bytes = mnistSample();
const answer = (body: Uint8Array, status = 200) =>
  vi.stubGlobal("fetch", async () => new Response(body as Uint8Array<ArrayBuffer>, { status }));
afterEach(() => vi.unstubAllGlobals());
const sets = builtInSets(() => "http://localhost/mnist.bin");

it("each set has examples, the same of a seed", async () => {
  answer(bytes);
  for (const make of Object.values(sets)) {
    const [a, b, c] = [await make(50, 1), await make(50, 1), await make(50, 2)];
    expect(a.examples.shape[0]).toBe(50);
    expect(a).toEqual(b);
    expect(a.examples.data).not.toEqual(c.examples.data);
  }
});

describe("the sample of MNIST", () => {
  it("is small, and the same each time", () => {
    expect(bytes.length).toBeLessThan(460_000);
    expect(mnistSample()).toEqual(bytes);
  });
  it("is 300 of each digit, images of MNIST with their own labels, all there are where more are asked for", async () => {
    answer(bytes);
    const { examples, labels } = await sets.mnist!(4000, 42);
    const real = await inNode();
    const known = new Map<string, number>();
    const image = (data: ArrayLike<number> & { subarray(a: number, b: number): Uint8Array }, i: number) =>
      Buffer.from(data.subarray(784 * i, 784 * (i + 1))).toString("latin1");
    for (let i = 0; i < 60_000; i++) known.set(image(real.examples.data as Uint8Array, i), real.labels!.data[i]!);
    const counts = new Array(10).fill(0);
    for (let i = 0; i < 3000; i++) {
      expect(known.get(image(examples.data as Uint8Array, i))).toBe(labels!.data[i]);
      counts[labels!.data[i]!]++;
    }
    expect(counts).toEqual(new Array(10).fill(300));
  });
  it("of fewer, the last sixth are of the last 500 of all, and no others", async () => {
    answer(bytes);
    const few = await sets.mnist!(60, 3);
    const all = await sets.mnist!(3000, 3);
    const last = (data: ArrayLike<number>, from: number, to: number) =>
      Array.prototype.slice.call(data, 784 * from, 784 * to).join();
    const held = new Set(Array.from({ length: 500 }, (_, i) => last(all.examples.data, 2500 + i, 2501 + i)));
    const isHeld = Array.from({ length: 60 }, (_, i) => held.has(last(few.examples.data, i, i + 1)));
    expect(isHeld).toEqual(Array.from({ length: 60 }, (_, i) => i >= 50));
  });
  it.each<[string, () => void, string]>([
    ["missing", () => answer(new Uint8Array(), 404), "the server answers 404"],
    ["cut short", () => answer(bytes.subarray(0, 1000)), "is broken. Load the page again."],
    ["something else", () => answer(new TextEncoder().encode("<!doctype html>")), "is broken. Load the page again."],
    ["out of reach", () => vi.stubGlobal("fetch", () => Promise.reject(new Error("offline"))), "can't be fetched (offline)"],
  ])("%s is said", async (_what, prepare, line) => {
    prepare();
    await expect(sets.mnist!(100, 1)).rejects.toThrow(line);
  });
  it("has two images at least", async () => {
    await expect(sets.mnist!(1, 1)).rejects.toThrow("The number of images is a whole number of at least 2, but this is 1.");
  });
});
