import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { runCodings } from "../codings.fixture.ts";
import { faultsOf, launchChromium, takePicture, type WatchedBrowser } from "./studio.ts";

const nasty = "<script>globalThis.broken = true</script>";

/** Returns orders whose price follows from their weight, a few with a wrong price. A column and a value would break a page that doesn't escape text. */
const orders = () => {
  const lines = Array.from({ length: 900 }, (_, i) => {
    const weight = 1 + ((i * 7919) % 100) / 10;
    const price = i % 300 === 299 ? 90 : 5 + 3 * weight + Math.sin(i);
    const kind = i % 5 === 4 ? nasty : ["letter", "parcel", "crate"][i % 3];
    return `O-${i},${weight},${price.toFixed(2)},"${kind}",${i % 11 === 0 ? "" : (weight ** 2).toFixed(1)},${i % 2}`;
  });
  return `order,weight,price,"kind ${nasty}",square,label\n${lines.join("\n")}\n`;
};

describe.skipIf(!findChromium())("the report, opened from disk", { timeout: 60_000 }, () => {
  let chromium: WatchedBrowser;
  let folder: string;
  const requests: string[] = [];
  const reports = ["table", "images"] as const;

  const codings = async (...args: string[]) => {
    const { status, stderr } = await runCodings(folder, args);
    expect(stderr).toBe("");
    expect(status).toBe(0);
  };
  const urlOf = (name: string) => pathToFileURL(join(folder, `${name}.html`)).href;
  const open = async (name: string, options: BrowserContextOptions = {}) => {
    const opened = await chromium.browser.newPage(options);
    opened.on("request", (request) => requests.push(request.url()));
    await opened.goto(urlOf(name));
    return opened;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "codings-report-"));
    writeFileSync(join(folder, "orders.csv"), orders());
    await codings("train", "orders.csv", "--label", "label", "--epochs", "30", "--out", "table-model", "--quiet");
    await codings("report", "table-model", "-o", "table.html", "--quiet");
    await codings("train", "garments", "--hidden", "20", "--codings", "8", "--epochs", "1", "--out", "images-model", "--quiet");
    await codings("report", "images-model", "-o", "images.html", "--quiet");
    chromium = await launchChromium();
  }, 120_000);
  afterAll(async () => {
    await chromium?.close();
    rmSync(folder, { recursive: true });
  });

  it.each(reports)("has no violations that axe finds, and nothing wider than the page: %s", async (name) => {
    const page = await open(name, { colorScheme: "dark" });
    await page.evaluate(() => {
      for (const details of document.querySelectorAll("details")) details.open = true;
    });
    expect(await faultsOf(page, { pictures: `report-${name}` })).toEqual([]);
    await page.close();
  });

  it("shows narrow figures on a phone, and lets wide content scroll in its own box", async () => {
    const page = await open("table", { viewport: { width: 360, height: 740 } });
    const shown = await page
      .locator("figure svg:visible")
      .evaluateAll((all) => all.map((svg) => svg.getAttribute("aria-labelledby")!));
    expect(shown.filter((id) => id.includes("-narrow"))).toHaveLength(3);
    const box = page.locator(".rows .scroll").first();
    expect(await box.evaluate((one) => one.scrollWidth > one.clientWidth)).toBe(true);
    await box.focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => box.evaluate((one) => one.scrollLeft)).toBeGreaterThan(0);
    await page.close();
  });

  it("shows tables of rows as a whole if the window has room", async () => {
    const page = await open("table", { viewport: { width: 1300, height: 900 } });
    const cut = await page
      .locator(".rows .scroll")
      .evaluateAll((boxes) => boxes.filter((box) => box.scrollWidth > box.clientWidth).length);
    expect(cut).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(1300);
    await page.close();
  });

  it("prints dark on white, without navigation and with all details open", async () => {
    for (const name of reports) {
      const page = await open(name, { colorScheme: "dark", viewport: { width: 680, height: 900 } });
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      await takePicture(page, `report-${name}-print`);
      expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(255, 255, 255)");
      expect(await page.locator("nav").isVisible()).toBe(false);
      expect(await page.locator("details dl").evaluate((words) => words.getBoundingClientRect().height)).toBeGreaterThan(100);
      expect((await page.pdf({ format: "A4" })).subarray(0, 5).toString()).toBe("%PDF-");
      await page.close();
    }
  });

  it("has headings in order and no duplicate ids", async () => {
    for (const name of reports) {
      const page = await open(name);
      const levels = await page.locator("h1, h2, h3").evaluateAll((all) => all.map(({ tagName }) => Number(tagName[1])));
      expect(levels[0]).toBe(1);
      levels.slice(1).forEach((level, i) => {
        expect(level - levels[i]!).toBeLessThanOrEqual(1);
      });
      const ids = await page.locator("[id]").evaluateAll((all) => all.map(({ id }) => id));
      expect(new Set(ids).size).toBe(ids.length);
      await page.close();
    }
  });

  it("lists the wrong prices as the rows with the largest errors, caused by the price", async () => {
    const page = await open("table");
    const rows = page.locator("#strangest tbody tr");
    const numbers = await rows.locator("th").evaluateAll((cells) => cells.map((cell) => Number.parseInt(cell.textContent!, 10)));
    expect(numbers.slice(0, 3).sort((a, b) => a - b)).toEqual([300, 600, 900]);
    const blamed = await rows.first().locator("mark").allInnerTexts();
    expect(blamed).toContainEqual(expect.stringMatching(/^90\b/));
    // As in the output of score: the column with the largest share, and up to two more with a share of at least 10 %.
    expect(blamed.length).toBeLessThanOrEqual(3);
    await page.close();
  });

  it("requests only itself, runs no scripts and is smaller than 2 MB", async () => {
    expect([...new Set(requests)].filter((request) => !request.startsWith("data:")).sort()).toEqual(reports.map(urlOf).sort());
    expect(chromium.errors).toEqual([]);
    const page = await open("table");
    expect(await page.evaluate(() => [document.scripts.length, "broken" in globalThis])).toEqual([0, false]);
    expect(await page.locator("#data").innerText()).toContain(nasty);
    await page.close();
    for (const name of reports) expect(readFileSync(join(folder, `${name}.html`)).length).toBeLessThan(2_000_000);
  });
});
