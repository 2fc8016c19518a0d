import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { openPage } from "../../scripts/page.mjs";
import { families } from "../../src/autoencoders/families/index.ts";
import { softwareGpu } from "../gpu/driver.fixture.ts";
import { trainFamilies } from "../gpu/families.fixture.ts";
import type { TrainedTwice } from "../gpu/in-node.child.ts";
import type {} from "../gpu/page.ts";
import { isLong, report, timeout } from "./torture.fixture.ts";

/** Families to train. Each takes seconds in software, because its kernels are compiled first. */
const names = isLong ? Object.keys(families) : ["variational"];
const env = softwareGpu();

/** Returns the largest difference of two trainings. */
function apart(a: TrainedTwice["cpu"], b: TrainedTwice["cpu"]): number {
  expect(Object.keys(a)).toEqual(names);
  const differences = names.flatMap((name) => a[name]!.map((loss, i) => Math.abs(loss - b[name]![i]!)));
  expect(differences.length).toBeGreaterThanOrEqual(4 * names.length);
  return Math.max(...differences);
}

describe.skipIf(!env)("training on a GPU in software, in Node", { timeout }, () => {
  const CHILD = `out/test/gpu-${process.pid}.mjs`;
  afterAll(() => rm(CHILD, { force: true }));

  it("gives the losses of the processor within 1e-4, for every family", async () => {
    const entryPoints = ["test/gpu/in-node.child.ts"];
    await build({ entryPoints, outfile: CHILD, bundle: true, platform: "node", format: "esm", packages: "external" });
    const { stdout } = await promisify(execFile)(process.execPath, [CHILD, names.join()], { env: env!, timeout });
    const { cpu, gpu, notes, counted }: TrainedTwice = JSON.parse(stdout);
    const largest = apart(cpu, gpu);
    expect(largest).toBeLessThan(1e-4);
    expect(gpu).not.toEqual(cpu);
    // Each operator that worked on numbers on the processor was named.
    const named = notes.flatMap((note) => note.replace(/ runs? on the CPU.*/, "").split(/, | and /));
    expect(counted.onProcessor.filter((op) => !named.includes(op))).toEqual([]);
    expect(counted.kernels).toBeGreaterThan(500);
    if (!isLong) expect(counted.onProcessor).toEqual([]);
    report(
      `${names.length} families on WebGPU in Node (SwiftShader): losses of 2 epochs differ from the CPU's by at most ${largest.toExponential(1)}; ${counted.kernels} kernels on the GPU, on the CPU ${counted.onProcessor.join(" and ") || "none"}, ${counted.copies} copies`,
    );
  });
});

describe.skipIf(!env || !findChromium())("training on a GPU in software, in Chromium", { timeout }, () => {
  let opened: Awaited<ReturnType<typeof openPage>>;
  beforeAll(async () => {
    opened = await openPage({ entry: fileURLToPath(new URL("../gpu/page.ts", import.meta.url)), webgpu: true });
  }, timeout);
  afterAll(() => opened?.close());

  it("gives the losses of the processor within 1e-4, for every family", async () => {
    const { nodeRuntime } = await import("../../src/runtime/node.ts");
    const expected = await trainFamilies(await nodeRuntime({ threads: 1 }), names);
    const { losses, runtime } = await opened.page.evaluate((some) => globalThis.trainOnGpu(some), names);
    expect(runtime).toMatch(/^onnxruntime-web .* with WebGPU$/);
    const largest = apart(expected, losses);
    expect(largest).toBeLessThan(1e-4);
    report(
      `${names.length} families on WebGPU in Chromium (SwiftShader): losses of 2 epochs differ from the CPU's by at most ${largest.toExponential(1)}`,
    );
  });

  it("continues on the processor if the device is lost", async () => {
    const { losses, notes, lossesOnProcessor } = await opened.page.evaluate(() => globalThis.loseGpu());
    expect(notes.filter((note) => note.startsWith("The GPU failed"))).toHaveLength(1);
    expect(losses).toHaveLength(lossesOnProcessor.length);
    expect(Math.max(...losses.map((loss, i) => Math.abs(loss - lossesOnProcessor[i]!)))).toBeLessThan(1e-4);
  });
});
