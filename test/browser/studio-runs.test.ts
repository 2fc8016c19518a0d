import type { BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { faultsOf, openStudio, pause, restsAt, type StudioPages, shownEpoch, trained } from "./studio.ts";

const SHORT = "data=garments&count=60&hidden=16&epochs=2";
const LONG = "data=garments&count=60&hidden=16&epochs=90000";

describe.skipIf(!findChromium())("the stored runs of the studio", { timeout: 300_000 }, () => {
  let studio: StudioPages;
  let context: BrowserContext;
  beforeAll(async () => {
    studio = await openStudio();
  }, 180_000);
  afterAll(() => studio?.close());
  beforeEach(async () => {
    context = await studio.context();
  });
  afterEach(() => context.close());

  const open = async (hash: string) => {
    const page = await context.newPage();
    await page.goto(studio.url + hash);
    return page;
  };
  const go = (page: Page, name: string) => page.getByRole("navigation").getByRole("link", { name }).click();
  const runs = (page: Page) => page.getByRole("list", { name: "Stored runs" }).getByRole("listitem");
  const bar = (page: Page, name: string) => page.locator(".bar").getByRole("button", { name, exact: true });
  /** Trains two short runs of different codings in one tab. */
  const trainTwo = async () => {
    const page = await open(`#/work?${SHORT}&codings=5`);
    await trained(page);
    await page.getByLabel("Codings", { exact: true }).fill("7");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toContain("codings=7");
    await trained(page);
    await go(page, "Runs");
    await expect.poll(() => runs(page).count()).toBe(2);
    return page;
  };

  it("are listed with a picture, and can be named, compared, opened, exported, deleted and restored", async () => {
    const page = await trainTwo();
    const five = runs(page).filter({ has: page.getByPlaceholder("stacked, 5 codings") });
    expect(await five.innerText()).toMatch(
      /Stacked, Garments \(generated\)\s+epoch 2, loss 0\.\d+, validation loss 0\.\d+\s+20\d\d-\d\d-\d\d \d\d:\d\d/,
    );
    expect(await five.locator("canvas").count()).toBe(8);
    await five.getByLabel("Name").fill("five");
    await five.getByLabel("Name").press("Enter");
    for (const box of await page.getByLabel("Compare").all()) await box.check();
    const table = page.getByRole("region", { name: "Comparison of runs" }).locator("table.whole");
    await expect.poll(() => table.innerText()).toContain("five");
    // Among the settings, only the codings differ.
    expect(await table.locator(".differs").allInnerTexts()).toEqual([expect.stringMatching(/^Codings\s+7\s+5$/)]);
    const maps = table.getByRole("img", { name: /^Map of the codings of/ });
    await expect.poll(() => maps.count()).toBe(2);
    const [first, second] = await maps.evaluateAll((all) => all.map((image) => (image as HTMLImageElement).src));
    expect(first).toContain("dots");
    expect(first).not.toBe(second);
    expect(await faultsOf(page, { pictures: "runs" })).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
    await five.getByRole("button", { name: "Open" }).click();
    await trained(page);
    expect(page.url()).toContain("codings=5");
    await page.reload();
    await trained(page);
    expect(await page.getByLabel("Codings", { exact: true }).inputValue()).toBe("5");
    await go(page, "Runs");
    const seven = runs(page).filter({ has: page.getByPlaceholder("stacked, 7 codings") });
    await seven.getByRole("button", { name: "Delete" }).click();
    await expect.poll(() => runs(page).count()).toBe(1);
    await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => runs(page).count()).toBe(2);
    await seven.getByRole("button", { name: "Export" }).click();
    await page.getByRole("heading", { name: "The model, after 2 epochs" }).waitFor();
    expect(page.url()).toContain("codings=7");
  });

  it("stay stored when two tabs train and both are reloaded", async () => {
    const [first, second] = [await open(`#/work?${SHORT}&seed=1`), await open(`#/work?${SHORT}&seed=2`)];
    await trained(first);
    await trained(second);
    await first.reload();
    await second.reload();
    await trained(first);
    await trained(second);
    await go(first, "Runs");
    await expect.poll(() => runs(first).count()).toBe(2);
    expect(
      await runs(first).filter({ hasText: "open in another tab" }).getByRole("button", { name: "Delete" }).isDisabled(),
    ).toBe(true);
  });

  it("come back with Undo after Reset, after a lesson and after another dataset, at the epoch where they were", async () => {
    const page = await open(`#/work?${LONG}`);
    await page.getByLabel("Speed").selectOption("20");
    await expect.poll(() => shownEpoch(page), { timeout: 60_000 }).toBeGreaterThan(0.5);
    const at = await pause(page);
    expect(await bar(page, "Undo").isDisabled()).toBe(true);
    await bar(page, "Reset").click();
    await restsAt(page, 0);
    await bar(page, "Undo").click();
    await restsAt(page, at);
    await page.evaluate(() => {
      location.hash = "#/lessons/map";
    });
    await bar(page, "Pause").waitFor();
    await bar(page, "Undo").click();
    await restsAt(page, at);
    const rows = Array.from({ length: 60 }, (_, i) => `${i},${(i * 7) % 11}`).join("\n");
    await go(page, "Workbench");
    await page
      .getByLabel("Files to open")
      .first()
      .setInputFiles({ name: "own.csv", mimeType: "text/csv", buffer: Buffer.from(`a,b\n${rows}\n`) });
    await expect.poll(() => page.url()).toContain("data=file");
    await expect.poll(() => shownEpoch(page), { timeout: 60_000 }).toBeGreaterThan(0);
    await bar(page, "Undo").click();
    await restsAt(page, at);
    // The run of the file is stored with its file.
    await bar(page, "Undo").click();
    await expect.poll(() => page.getByLabel("Dataset").innerText()).toContain("own");
    await expect.poll(() => shownEpoch(page), { timeout: 60_000 }).toBeGreaterThan(0);
    await page.close();
    const other = await open("#/runs");
    await runs(other).filter({ hasText: "own.csv" }).first().getByRole("button", { name: "Open" }).click();
    await expect.poll(() => other.getByLabel("Dataset").innerText()).toContain("own");
    await bar(other, "Anomalies")
      .or(other.getByRole("tab", { name: "Anomalies" }))
      .click();
    await other.locator('[aria-label="Rows with the largest errors"]').waitFor();
  });
});
