import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { PAGE } from "../../scripts/studio.mjs";
import { lessons } from "../../src/studio/lessons/index.ts";
import { axe, faultsOf, openStudio, type StudioPages, takePicture, trained } from "./studio.ts";

const tabs = ["learn", "network", "codings", "noise", "anomalies", "take-away"];
const places = [
  { name: "start", hash: "#/" },
  { name: "lessons", hash: "#/lessons" },
  ...tabs.map((tab) => ({ name: tab, hash: `#/work?tab=${tab}&data=garments&count=300&epochs=3` })),
  ...["learn", "codings"].map((tab) => ({
    name: `points-${tab}`,
    hash: `#/work?tab=${tab}&data=points-3d&system=linear&epochs=3`,
  })),
];

describe.skipIf(!findChromium())("every page of the studio", { timeout: 180_000 }, () => {
  let studio: StudioPages;
  beforeAll(async () => {
    studio = await openStudio();
  }, 120_000);
  afterAll(() => studio?.close());

  /** Waits until the model of the page is there and no longer trains. */
  const settled = async (page: Page) => {
    await page.waitForFunction(() => !/Loading …|Reading …/.test(document.body.innerText));
    const isWork = await page.locator(".bar").count();
    if (isWork > 0) await trained(page);
    await page.waitForTimeout(400);
  };
  // A page that was narrow before has its settings closed, so each group has its own page.
  describe.each([{ widths: [1280, 3840] }, { widths: [360] }])("$widths pixels wide", ({ widths }) => {
    let page: Page;
    beforeAll(async () => {
      page = await studio.open("#/", { viewport: { width: widths[0]!, height: 800 } });
    });
    afterAll(() => page?.context().close());

    it.each(places)("$name has no violations that axe finds, and no content beyond the edge", async ({ name, hash }) => {
      await page.goto(studio.url + hash);
      await settled(page);
      expect(await faultsOf(page, { widths, pictures: `${name}` })).toEqual([]);
    });
  });

  describe("lessons", () => {
    let page: Page;
    beforeAll(async () => {
      page = await studio.open("#/lessons");
    });
    afterAll(() => page?.context().close());

    it.each(lessons)("$name: the experiment runs, and axe finds no violations", async ({ name, title, steps, settings }) => {
      await page.goto(`${studio.url}#/lessons/${name}`);
      await page.getByRole("heading", { level: 1, name: title }).waitFor();
      // From then on, the bar shows the run of this lesson.
      await expect.poll(() => new URL(page.url()).hash).toContain(`data=${settings.data}&system=${settings.family}`);
      await page.waitForFunction(() => /[1-9]/.test(document.querySelector(".bar dd")?.textContent?.split(" of ")[0] ?? ""));
      // Further training would only slow down the checks. A short run may be over already.
      await page.evaluate(() => {
        const main = document.querySelector<HTMLButtonElement>(".bar .main")!;
        if (main.innerText === "Pause") main.click();
      });
      expect(await page.locator("article ol li").count()).toBe(steps.length);
      await takePicture(page, `lesson-${name}`);
      expect(await axe(page, "aside")).toEqual([]);
    });
  });

  it("doesn't shift its layout while a model trains", async () => {
    const page = await studio.open("#/work?data=garments&count=600&epochs=8");
    await page.evaluate(() => {
      const found: number[] = [];
      Object.assign(globalThis, { shifts: found });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) found.push((entry as PerformanceEntry & { value: number }).value);
      }).observe({ type: "layout-shift", buffered: true });
    });
    await settled(page);
    const shifts = await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts);
    // Web Vitals rate a sum below 0.1 as good.
    expect(shifts.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.05);
    await page.context().close();
  });

  it("loads less than a megabyte until it trains, without the WebAssembly of the runtime", async () => {
    const before = studio.requests.length;
    // An option of its own gives the page a new context, which has nothing in its cache.
    const page = await studio.open("#/work?data=mnist&count=300&epochs=3", { colorScheme: "light" });
    await settled(page);
    await page.context().close();
    const paths = studio.requests.slice(before).map((url) => new URL(url).pathname.slice(1));
    const loaded = new Set(paths.map((path) => (path === "" ? "index.html" : path)));
    const files = readdirSync(PAGE, { recursive: true, encoding: "utf8" }).filter((file) => statSync(join(PAGE, file)).isFile());
    const own = files.filter((file) => loaded.has(file) && !file.startsWith("ort"));
    const weight = own.reduce((sum, file) => sum + gzipSync(readFileSync(join(PAGE, file)), { level: 9 }).length, 0);
    expect(own).toContain("mnist.bin");
    expect(own.filter((file) => /worker/i.test(file))).not.toEqual([]);
    expect(weight).toBeLessThan(1_000_000);
    // Readers of file formats load when a file is opened.
    expect(own.filter((file) => file.startsWith(join("assets", "formats")))).toEqual([]);
  });

  it("forbids evaluating code, and never violates its policy", async () => {
    const policy = /content="(default-src[^"]*)"/.exec(readFileSync(join(PAGE, "index.html"), "utf8"))![1]!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe-(inline|eval)(?<!wasm-unsafe-eval)|https?:|\*/);
    expect(studio.errors).toEqual([]);
  });
});
