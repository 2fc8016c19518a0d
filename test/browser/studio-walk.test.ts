import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { sets } from "../../src/studio/data/sets.ts";
import { lessons } from "../../src/studio/lessons/index.ts";
import type { Lesson } from "../../src/studio/lessons/lesson.ts";
import { toParameters } from "../../src/studio/settings/address.ts";
import { colourPictures, openStudio, type StudioPages, trained } from "./studio.ts";

/** Settings with a number of codings that no lesson has. */
const SMALL = "data=garments&count=60&hidden=16&codings=7&epochs=2";
/** An element that each tab shows as soon as it has a model. */
const filled: Readonly<Record<string, string>> = {
  learn: '[aria-label="Reconstruction of example 1"] canvas, [aria-label="Rows and their reconstructions"] span',
  network: '[aria-label="Drawing of the network"] svg',
  codings: '.state:text-matches("epoch \\\\d")',
  noise: '[aria-label="Example 1 denoised"] canvas, [aria-label="Rows and their reconstructions"] span',
  anomalies: '[aria-label="Rows with the largest errors"], .card',
  "take-away": 'text="Repeat this run"',
};
/** Tabs whose panels keep objects after they are closed. Every lesson is opened from each of these tabs; the other tabs share the lessons among them. */
const LASTING = ["codings", "anomalies"];
const others = Object.keys(filled).filter((tab) => !LASTING.includes(tab));
const lessonsFrom = (tab: string) =>
  LASTING.includes(tab) ? lessons : lessons.filter((_, i) => others[i % others.length] === tab);

/** Returns the address of a lesson with few examples and epochs. The test of the pages covers the whole run of each lesson. */
const shortened = ({ name, tab = "learn", settings }: Lesson) => {
  const few = { ...settings, count: Math.min(settings.count, 200), epochs: 2 };
  return `#/lessons/${name}?tab=${tab}&${toParameters(few)}`;
};

describe.skipIf(!findChromium())("a walk through the studio while models come and go", { timeout: 300_000 }, () => {
  let studio: StudioPages;
  /** The page for the whole walk, in which models replace each other. */
  let page: Page;
  beforeAll(async () => {
    studio = await openStudio();
    page = await studio.open("#/lessons");
  }, 180_000);
  afterAll(() => studio?.close());

  const go = (hash: string) =>
    page.evaluate((to) => {
      location.hash = to;
    }, hash);
  /** Waits until a network is open and the tab shows it. */
  const settled = async (tab: string) => {
    await page.locator(".bar .main:enabled").waitFor({ timeout: 60_000 });
    await page.locator(filled[tab]!).first().waitFor({ timeout: 60_000 });
  };
  /** Returns the errors since the last call. */
  const wrong = (where: string) => [...new Set(studio.errors.splice(0))].map((message) => `${where}: ${message}`);

  describe.each(Object.keys(filled))("from the tab %s", (tab) => {
    it("opens its lessons without errors", async () => {
      const found: string[] = [];
      for (const lesson of lessonsFrom(tab)) {
        await go(`#/work?tab=${tab}&${SMALL}`);
        await settled(tab);
        await go("#/lessons");
        await go(shortened(lesson));
        await page.getByRole("heading", { level: 1, name: lesson.title }).waitFor();
        await settled(lesson.tab ?? "learn");
        found.push(...wrong(`${tab} to ${lesson.name}`));
      }
      expect(found).toEqual([]);
    });

    it("opens every example dataset without errors", async () => {
      await go(`#/work?tab=${tab}&${SMALL}`);
      await settled(tab);
      const found: string[] = [];
      for (const data of [...Object.keys(sets), "garments"]) {
        await page.getByRole("combobox", { name: /^Data/ }).selectOption(data);
        await expect.poll(() => page.url(), { timeout: 60_000 }).toContain(`data=${data}`);
        await settled(tab);
        found.push(...wrong(`${tab} to ${data}`));
      }
      expect(found).toEqual([]);
    });
  });

  it("opens a table, colour pictures, a lesson and stored runs one after the other, on every tab, without errors", async () => {
    const found: string[] = [];
    const rows = Array.from(
      { length: 80 },
      (_, i) => `2024-01-${String(1 + (i % 28)).padStart(2, "0")},${i % 7},${["a", "b"][i % 2]}`,
    );
    const table = { name: "own.csv", mimeType: "text/csv", buffer: Buffer.from(`day,number,letter\n${rows.join("\n")}\n`) };
    const pictures = colourPictures(24);
    for (const tab of Object.keys(filled)) {
      await go(`#/work?tab=${tab}&${SMALL}`);
      await settled(tab);
      for (const files of [table, pictures]) {
        await page.getByLabel("Files to open").first().setInputFiles(files);
        await expect.poll(() => page.url(), { timeout: 60_000 }).toContain("data=file");
        await settled(tab);
        found.push(...wrong(`${tab} to ${files === table ? "a table" : "pictures"}`));
        await go("#/lessons/variational");
        await settled("codings");
        await page.locator(".bar").getByRole("button", { name: "Undo" }).click();
        await settled("codings");
        found.push(...wrong(`${tab} to a lesson and back`));
        await go(`#/work?tab=${tab}&${SMALL}`);
        await settled(tab);
      }
    }
    expect(found).toEqual([]);
  });

  it("shows the sliders of the present model after another panel was open", async () => {
    await go(`#/work?tab=codings&${SMALL}`);
    const sliders = page.getByRole("region", { name: "Sliders for the codings" }).getByRole("slider");
    await trained(page);
    await expect.poll(() => sliders.count()).toBe(7);
    await page.getByRole("tab", { name: "Training" }).click();
    await go(`#/work?tab=codings&${SMALL.replace("codings=7", "codings=3")}`);
    await trained(page);
    await expect.poll(() => sliders.count()).toBe(3);
    const inked = () =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('[aria-label="Decoded mean"] canvas');
        return canvas
          ?.getContext("2d")
          ?.getImageData(0, 0, 28, 28)
          .data.some((value) => value > 0);
      });
    await expect.poll(inked).toBe(true);
  });

  it("moves the threshold of the anomalies after another panel was open", async () => {
    await go(`#/work?tab=anomalies&${SMALL}`);
    await trained(page);
    const above = page.locator(".save span").first();
    await above.waitFor();
    await page.getByRole("tab", { name: "Training" }).click();
    await page.getByRole("tab", { name: "Anomalies" }).click();
    const before = await above.innerText();
    const handle = page.getByRole("slider", { name: "Threshold" }).first();
    await handle.focus();
    await page.keyboard.press("Home");
    await expect.poll(() => above.innerText()).not.toBe(before);
  });
});
