import { readFile } from "node:fs/promises";
import type { BrowserContextOptions, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { garments } from "../../src/data/built-in/garments.ts";
import { mapPage } from "../../src/explorer/map-page.node.ts";
import { floats } from "../../src/figures/parsed.fixture.ts";
import { type HtmlFile, htmlFile } from "./html-file.ts";
import { faultsOf, launchChromium } from "./studio.ts";

const COUNT = 60;
/** Points on a spiral in three classes; rows 0, 3, 6 … are bags. The label of the third class would break a page that doesn't escape text. */
const nasty = "</script><script>globalThis.broken = true</script>";
const names = ["Bag", "Coat", nasty];
const images = garments({ count: COUNT }).examples;
const html = mapPage({
  positions: floats([COUNT, 2], (i) => (2 + (i >> 1)) * (i % 2 ? Math.sin : Math.cos)((i >> 1) / 3)),
  title: `A map ${nasty}`,
  subtitle: "of garments",
  colours: [
    { name: "label", values: Array.from({ length: COUNT }, (_, i) => names[i % 3]!) },
    { name: "loss", values: Array.from({ length: COUNT }, (_, i) => i / 100) },
  ],
  originals: images,
  reconstructions: images,
});

describe.skipIf(!findChromium())("the map page, opened from disk", { timeout: 60_000 }, () => {
  let file: HtmlFile;
  let page: Page;
  const requests: string[] = [];

  const open = async (options: BrowserContextOptions = {}) => {
    const opened = await file.chromium.browser.newPage({
      viewport: { width: 1000, height: 700 },
      reducedMotion: "reduce",
      ...options,
    });
    opened.on("request", (request) => requests.push(request.url()));
    await opened.goto(file.url);
    await opened.waitForSelector("body[data-ready]");
    return opened;
  };
  const text = (selector: string) => page.locator(selector).innerText();
  /** Waits until the page shows a text, which may take a frame or two. */
  const says = (selector: string, expected: string | RegExp) => expect.poll(() => text(selector)).toMatch(expected);

  beforeAll(async () => {
    file = await htmlFile(html);
    page = await open();
  }, 60_000);
  afterAll(() => file?.close());

  it("has a title and a description", async () => {
    expect(await text("h1")).toBe(`A map ${nasty}`);
    expect(await text("#count")).toBe("60 points");
    expect(await page.locator("#summary").textContent()).toBe(
      `A map of 60 points. label: ${nasty} 20, Bag 20, Coat 20. loss: from 0 to 0.59.`,
    );
  });

  it("draws its points", async () => {
    const shot = await page.locator("#canvas").screenshot();
    const { data, info } = await sharp(shot).raw().toBuffer({ resolveWithObject: true });
    let inked = 0;
    for (let i = 0; i < data.length; i += info.channels) if (Math.min(data[i]!, data[i + 1]!, data[i + 2]!) < 200) inked++;
    expect(inked).toBeGreaterThan(COUNT * 20);
  });

  it("moves from point to point with the arrow keys and shows their cards", async () => {
    await page.locator("#map").focus();
    await page.keyboard.press("ArrowRight");
    await says("#card h2", /^Row \d+$/);
    const began = await text("#card h2");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => text("#card h2")).not.toBe(began);
    const row = Number((await text("#card h2")).split(" ")[1]) - 1;
    expect(await text("#card dl")).toContain(names[row % 3]);
    expect(await page.locator("#announcer").textContent()).toBe(`Row ${row + 1}, label ${names[row % 3]}, loss ${row / 100}`);
  });

  it("shows the pictures of the example on its card", async () => {
    const row = Number((await text("#card h2")).split(" ")[1]) - 1;
    const drawn = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLCanvasElement>("#card canvas")].map((canvas) =>
        [...canvas.getContext("2d")!.getImageData(0, 0, 28, 28).data].filter((_, i) => i % 4 === 0),
      ),
    );
    const expected = [...images.data.subarray(row * 784, (row + 1) * 784)].map(Number);
    expect(drawn[0]).toEqual(expected);
    expect(Math.max(...drawn[1]!.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThanOrEqual(2);
  });

  it("shows the card of a point under the pointer, and hides it afterwards", async () => {
    const fresh = await open();
    await fresh.locator("#map").focus();
    await fresh.keyboard.press("ArrowRight");
    const { x, y, width } = (await fresh.locator("#ring").boundingBox())!;
    const title = await fresh.locator("#card h2").innerText();
    await fresh.reload();
    await fresh.waitForSelector("body[data-ready]");
    expect(await fresh.locator("#card").isVisible()).toBe(false);
    await fresh.mouse.move(x + width / 2 + 30, y + width / 2, { steps: 2 });
    await fresh.mouse.move(x + width / 2, y + width / 2, { steps: 4 });
    await expect.poll(() => fresh.locator("#card h2").innerText()).toBe(title);
    await fresh.locator("#search").hover();
    await expect.poll(() => fresh.locator("#card").isVisible()).toBe(false);
    await fresh.close();
  });

  it("counts the matches of a search, and goes to the first with Enter", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type("coat");
    await says("#found", /^20 matches$/);
    await page.locator("#search").fill("7");
    await says("#found", /^1 match$/);
    await page.keyboard.press("Enter");
    await says("#card h2", /^Row 7$/);
    await page.keyboard.press("Escape");
    await says("#found", /^$/);
  });

  it("selects the points inside a lasso, and exports them as CSV", async () => {
    const box = (await page.locator("#canvas").boundingBox())!;
    const [left, top, right, bottom] = [box.x + 3, box.y + 3, box.x + box.width - 3, box.y + box.height - 3];
    await page.mouse.move(left, top);
    await page.keyboard.down("Shift");
    await page.mouse.down();
    for (const [x, y] of [
      [right, top],
      [right, bottom],
      [left, bottom],
      [left, top + 20],
    ] as const) {
      await page.mouse.move(x, y, { steps: 5 });
      await page.waitForTimeout(30);
    }
    await page.mouse.up();
    await page.keyboard.up("Shift");
    await says("#selected", /^60 selected$/);
    const download = page.waitForEvent("download");
    await page.locator("#export").click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^a-map-.*-selection\.csv$/);
    const lines = (await readFile(await file.path(), "utf8")).trimEnd().split("\n");
    expect(lines).toHaveLength(61);
    expect(lines.slice(0, 3)).toEqual([
      "row,x,y,label,loss",
      "1,2,0,Bag,0",
      expect.stringMatching(/^2,2\.83\d+,0\.98\d+,Coat,0\.01$/),
    ]);
    await page.keyboard.press("Escape");
    await says("#selected", /^Nothing selected$/);
  });

  it("selects and deselects the focused point with Enter", async () => {
    await page.locator("#map").focus();
    await page.keyboard.press("Enter");
    await says("#selected", /^1 selected$/);
    await page.keyboard.press("Enter");
    await says("#selected", /^Nothing selected$/);
  });

  it("hides a class with a click, shows it alone with an Alt-click, and skips hidden points with the arrow keys", async () => {
    const pressed = () =>
      page.locator("#legend li button").evaluateAll((all) => all.map((one) => one.getAttribute("aria-pressed")));
    const coat = page.locator("#legend li button", { hasText: "Coat" });
    await coat.click();
    expect(await pressed()).toEqual(["true", "true", "false"]);
    await coat.click({ modifiers: ["Alt"] });
    expect(await pressed()).toEqual(["false", "false", "true"]);
    await page.locator("#map").focus();
    for (const key of ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"]) {
      await page.keyboard.press(key);
      await says("#card dl", /Coat/);
    }
    await page.getByRole("button", { name: "Show all" }).click();
    expect(await pressed()).toEqual(["true", "true", "true"]);
  });

  it("shows a bar of numbers for a column of numbers", async () => {
    await page.locator("#column").selectOption("loss");
    expect((await text("#legend")).split(/\s+/)).toEqual(["0", "0.59"]);
    await page.locator("#column").selectOption("label");
  });

  it("zooms with keys, and shows the whole map again with 0", async () => {
    const where = async () => (await page.locator("#ring").boundingBox())!;
    await page.keyboard.press("0");
    await page.locator("#map").focus();
    let [before, now] = [await where(), await where()];
    const isStill = async () => {
      [before, now] = [now, await where()];
      return JSON.stringify(now) === JSON.stringify(before);
    };
    await expect.poll(isStill, { interval: 100 }).toBe(true);
    await page.keyboard.press("+");
    await expect.poll(where).not.toEqual(before);
    await page.keyboard.press("0");
    await expect.poll(where).toEqual(before);
  });

  it("zooms with the wheel, moves by dragging, and shows the whole map again after a double click", async () => {
    const canvas = (await page.locator("#canvas").boundingBox())!;
    // Returns the place of the focused point relative to the middle of the map.
    const where = async () => {
      const { x, y, width } = (await page.locator("#ring").boundingBox())!;
      return [x + width / 2 - canvas.x - canvas.width / 2, y + width / 2 - canvas.y - canvas.height / 2] as const;
    };
    const [x, y] = await where();
    await page.mouse.move(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2);
    await page.mouse.wheel(0, -300);
    await expect.poll(async () => Math.hypot(...(await where())) / Math.hypot(x, y)).toBeGreaterThan(1.3);
    const [zoomedX, zoomedY] = await where();
    expect(zoomedX / x).toBeCloseTo(zoomedY / y, 1);
    await page.mouse.down();
    await page.mouse.move(canvas.x + canvas.width / 2 + 40, canvas.y + canvas.height / 2 - 30, { steps: 4 });
    await page.mouse.up();
    const moved = async () => (await where()).map((now, i) => Math.round(now - [zoomedX, zoomedY][i]!));
    await expect.poll(moved).toEqual([40, -30]);
    await page.mouse.dblclick(canvas.x + 20, canvas.y + 20);
    await expect.poll(async () => (await where()).map(Math.round)).toEqual([x, y].map(Math.round));
  });

  it("shows the help with ?, and reaches every control with Tab", async () => {
    await page.keyboard.press("?");
    expect(await page.locator("#help").isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    expect(await page.locator("#help").isVisible()).toBe(false);
    await page.locator("#search").focus();
    const turns: string[] = [];
    for (let i = 0; i < 11; i++) {
      turns.push(await page.evaluate(() => document.activeElement!.id || document.activeElement!.parentElement!.tagName));
      await page.keyboard.press("Tab");
    }
    expect(turns).toEqual([
      ...["search", "lasso", "zoom-in", "zoom-out", "reset", "open-help", "map", "column"],
      ...["LI", "LI", "LI"],
    ]);
  });

  it("has no violations that axe finds, with a card and with the help", async () => {
    const opened = await open({ colorScheme: "dark" });
    await opened.locator("#map").focus();
    await opened.keyboard.press("ArrowRight");
    await opened.locator("#legend li button").first().click();
    expect(await faultsOf(opened)).toEqual([]);
    await opened.locator("#open-help").click();
    expect(await faultsOf(opened)).toEqual([]);
    await opened.close();
  });

  it("requests only itself and causes no errors", async () => {
    expect([...new Set(requests)].filter((request) => !request.startsWith("data:") && !request.startsWith("blob:"))).toEqual([
      file.url,
    ]);
    expect(file.chromium.errors).toEqual([]);
    expect(await page.evaluate(() => "broken" in globalThis)).toBe(false);
  });

  it("reports missing WebGL in one line", async () => {
    const without = await launchChromium("--disable-3d-apis");
    const opened = await without.browser.newPage();
    await opened.goto(file.url);
    const line = opened.getByRole("alert");
    await expect.poll(() => line.isVisible()).toBe(true);
    expect(await line.innerText()).toContain("WebGL");
    expect(await opened.locator("#map").isVisible()).toBe(false);
    await without.close();
  });
});
