import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { openPage } from "../../scripts/page.mjs";
import { Tsne } from "../../src/manifold/index.ts";
import type {} from "./tsne-page.ts";
import { rowsAndPlaces } from "./tsne-recipe.ts";

const entry = fileURLToPath(new URL("tsne-page.ts", import.meta.url));
const [COUNT, ITERATIONS] = [700, 150];

describe.skipIf(!findChromium())("t-SNE in a page of Chromium", { timeout: 120_000 }, () => {
  let expected: number[];
  beforeAll(async () => {
    const { rows, places } = rowsAndPlaces(COUNT);
    expected = Array.from((await new Tsne({ iterations: ITERATIONS, initialization: places }).fitTransform(rows)).data);
  });

  it.each([
    ["on one thread", false, 1],
    ["with workers in a cross-origin isolated page", true, 2],
  ])("returns the same map as in Node %s", async (_what, isolated, threads) => {
    const opened = await openPage({ entry, isolated });
    try {
      const { map } = await opened.page.evaluate(
        ([t, count, iterations]) => globalThis.mapInPage(t!, count!, iterations!),
        [threads, COUNT, ITERATIONS],
      );
      expect(map).toEqual(expected);
      expect(opened.errors).toEqual([]);
    } finally {
      await opened.close();
    }
  });
});
