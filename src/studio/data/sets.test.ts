import { afterEach, describe, expect, it, vi } from "vitest";
import { mnistSample } from "../../../scripts/mnist-sample.mjs";
import { mnist as inNode } from "../../data/built-in/mnist.node.ts";
import { first } from "../../data/split.ts";
import { builtInSets } from "./sets.ts";

const bytes = mnistSample();
const answer = (body: Uint8Array, status = 200) =>
  vi.stubGlobal("fetch", async () => new Response(body as Uint8Array<ArrayBuffer>, { status }));
afterEach(() => vi.unstubAllGlobals());
const sets = builtInSets(() => "http://localhost/mnist.bin");

it("returns examples for each dataset, and the same generated examples for the same seed", async () => {
  answer(bytes);
  for (const [name, make] of Object.entries(sets)) {
    const [a, b, c] = [await make(50, 1), await make(50, 1), await make(50, 2)];
    expect(a.examples.shape[0]).toBe(50);
    expect(a).toEqual(b);
    if (name !== "mnist") expect(a.examples.data).not.toEqual(c.examples.data);
  }
});

describe("the sample of MNIST", () => {
  it("is smaller than 500 kB and always the same", () => {
    expect(bytes.length).toBeLessThan(500_000);
    expect(mnistSample()).toEqual(bytes);
  });
  it.each([100, 4000])(
    "returns the first images of MNIST with their labels, or all 2,400 if more are requested: %i",
    async (count) => {
      answer(bytes);
      const { examples, labels } = await sets.mnist!(count, 42);
      const real = first(await inNode(), Math.min(count, 2400));
      expect(examples).toEqual(real.examples);
      expect(labels).toEqual(real.labels);
    },
  );
  it.each<[string, () => void, string]>([
    ["missing", () => answer(new Uint8Array(), 404), "the server answered 404"],
    ["cut short", () => answer(bytes.subarray(0, 1000)), "is broken. Reload the page."],
    ["something else", () => answer(new TextEncoder().encode("<!doctype html>")), "is broken. Reload the page."],
    ["out of reach", () => vi.stubGlobal("fetch", () => Promise.reject(new Error("offline"))), "can't be fetched (offline)"],
  ])("reports a sample that is %s", async (_what, prepare, line) => {
    prepare();
    await expect(sets.mnist!(100, 1)).rejects.toThrow(line);
  });
  it("needs at least two images", async () => {
    await expect(sets.mnist!(1, 1)).rejects.toThrow("count must be a whole number of images of at least 2, but it is 1.");
  });
});
