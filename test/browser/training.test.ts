import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { openPage } from "../../scripts/page.mjs";
import { nativeRuntime } from "../../src/runtime/native.node.ts";
import type { EpochLog } from "../../src/training/index.ts";
import { trainMasked } from "./masks-recipe.ts";
import { trainOwn } from "./own-recipe.ts";
import type { TrainedInPage } from "./page.ts";
import { trainSome } from "./recipe.ts";

const entry = fileURLToPath(new URL("page.ts", import.meta.url));
const lossesOf = (history: readonly EpochLog[]) => history.flatMap(({ loss, valLoss }) => [loss, valLoss!]);

describe.skipIf(!findChromium())("a page in Chromium", { timeout: 120_000 }, () => {
  let expected: readonly number[];
  beforeAll(async () => {
    expected = lossesOf(await trainSome(await nativeRuntime()));
  }, 60_000);

  const pages = [
    { title: "with one thread, in any page", isolated: false, threads: 1 },
    { title: "with threads, in a cross-origin isolated page", isolated: true, threads: 2 },
  ];
  for (const { title, isolated, threads } of pages) {
    describe(title, () => {
      let opened: Awaited<ReturnType<typeof openPage>>;
      let trained: TrainedInPage;
      beforeAll(async () => {
        opened = await openPage({ entry, isolated });
        trained = await opened.page.evaluate(() => globalThis.trainInPage(2));
      }, 120_000);
      afterAll(() => opened?.close());

      it("trains to the losses of the native runtime", () => {
        const losses = lossesOf(trained.history);
        expect(losses).toHaveLength(expected.length);
        losses.forEach((loss, i) => {
          expect(Math.abs(loss - expected[i]!)).toBeLessThan(1e-4);
        });
        expect(losses.at(-1)).toBeLessThan(losses[0]!);
      });

      const recipes = [
        ["custom parts with several inputs and outputs", () => globalThis.trainOwnInPage(), trainOwn],
        ["a model that skips masked steps", () => globalThis.trainMaskedInPage(), trainMasked],
      ] as const;
      it.each(recipes)("trains %s to the same values as the native runtime", async (_, inPage, here) => {
        const found = await opened.page.evaluate(inPage);
        const wanted = await here(await nativeRuntime());
        expect(wanted.losses.at(-1)).toBeLessThan(wanted.losses[0]!);
        for (const name of ["losses", "mae", "sum"] as const) {
          expect(found[name]).toHaveLength(wanted[name].length);
          found[name].forEach((value, i) => {
            expect(Math.abs(value - wanted[name][i]!)).toBeLessThan(1e-3);
          });
        }
      });

      it("uses the threads that it may use", () => {
        expect(trained.threads).toBe(threads);
        expect(opened.page.workers()).toHaveLength(threads - 1);
      });

      it("requests nothing outside this machine", () => {
        expect(opened.requests.length).toBeGreaterThan(2);
        expect([...new Set(opened.requests.map((url) => new URL(url).origin))].filter((origin) => origin !== "null")).toEqual([
          opened.origin,
        ]);
        expect(opened.errors).toEqual([]);
      });

      it("has no code for Node in its script", () => {
        expect(opened.sources.filter((path) => /onnxruntime-node|\.node\.ts$/.test(path))).toEqual([]);
        expect(opened.sources.some((path) => path.includes("onnxruntime-web"))).toBe(true);
      });
    });
  }
});
