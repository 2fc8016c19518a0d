import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { mapPage } from "../../src/explorer/map-page.node.ts";
import { floats } from "../../src/figures/parsed.fixture.ts";
import { type HtmlFile, htmlFile } from "./html-file.ts";
import { faultsOf } from "./studio.ts";

const COUNT = 200;
const each = <T>(of: (row: number) => T) => Array.from({ length: COUNT }, (_, row) => of(row));
/** Rows on a spiral. Row 3 has no income, and the income of row 199 is far above the others. */
const html = mapPage({
  positions: floats([COUNT, 2], (i) => (2 + (i >> 1)) * (i % 2 ? Math.sin : Math.cos)((i >> 1) / 3)),
  title: "People",
  keys: [{ name: "id", values: each((row) => `P${row}`) }],
  colours: [
    {
      name: "income",
      values: each((row) => (row === 3 ? null : row === 199 ? 1e6 : 100.5 + row)),
      reconstructed: each((row) => 90.25 + row),
    },
    { name: "when", isDate: true, values: each((row) => 1.7e9 + 86_400 * row), reconstructed: each(() => "Tuesday, day 203") },
    { name: "city", values: each((row) => ["Oslo", "Rome"][row % 2]!), reconstructed: each(() => "Rome") },
  ],
});

describe.skipIf(!findChromium())("the map page of a table", { timeout: 60_000 }, () => {
  let file: HtmlFile;
  let page: Page;
  const open = async () => {
    const opened = await file.chromium.browser.newPage({ viewport: { width: 1000, height: 740 }, reducedMotion: "reduce" });
    await opened.goto(file.url);
    await opened.waitForSelector("body[data-ready]");
    return opened;
  };
  beforeAll(async () => {
    file = await htmlFile(html);
    page = await open();
  }, 60_000);
  afterAll(() => file?.close());
  const text = (selector: string) => page.locator(selector).innerText();

  it("has a bar of numbers that marks values outside its range and the colour of missing values", async () => {
    expect(await page.locator("#legend .strip").isVisible()).toBe(true);
    expect((await text("#legend")).split("\n").filter(Boolean)).toEqual(["≤ 101.5", "≥ 298.5", "(missing)", "1"]);
    await page.locator("#column").selectOption("when");
    expect(await text("#legend")).toMatch(/^2023-11-14 22:13:20\s+2024-05-31 22:13:20$/);
    await page.locator("#column").selectOption("city");
    expect((await text("#legend")).split(/\s+/)).toEqual(["Oslo", "100", "Rome", "100"]);
    await page.locator("#column").selectOption("income");
  });

  it("shows the keys of a row and its actual and reconstructed values on the card", async () => {
    await page.locator("#search").fill("P12");
    await page.keyboard.press("Enter");
    await expect.poll(() => text("#card h2")).toBe("Row 13");
    expect(await text("#card dl")).toMatch(/^id\s+P12$/);
    const cells = await page
      .locator("#card tr")
      .evaluateAll((lines) => lines.map((line) => [...line.children].map((cell) => cell.textContent)));
    expect(cells).toEqual([
      ["", "actual", "reconstructed"],
      ["income", "112.5", "102.3"],
      ["when", "2023-11-26 22:13:20", "Tuesday, day 203"],
      ["city", "Oslo", "Rome"],
    ]);
    expect(await page.locator("#announcer").textContent()).toContain("Row 13, id P12, income 112.5");
  });

  it("exports the keys of the selected rows", async () => {
    await page.locator("#map").focus();
    await page.keyboard.press("Enter");
    const download = page.waitForEvent("download");
    await page.locator("#export").click();
    const lines = (await readFile(await (await download).path(), "utf8")).trimEnd().split("\n");
    expect(lines[0]).toBe("row,id,x,y,income,when,city");
    expect(lines[1]).toMatch(/^13,P12,.*,112\.5,2023-11-26 22:13:20,Oslo$/);
  });

  it("has no violations that axe finds, with a card", async () => {
    const opened = await open();
    await opened.locator("#map").focus();
    await opened.keyboard.press("ArrowRight");
    expect(await faultsOf(opened)).toEqual([]);
    await opened.close();
  });
});
