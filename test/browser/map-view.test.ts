import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { ndarray } from "../../src/core/ndarray.ts";
import { garments } from "../../src/data/built-in/garments.ts";
import { mapPage } from "../../src/explorer/map-page.node.ts";
import { heaps } from "../../src/manifold/heaps.fixture.ts";
import { type HtmlFile, htmlFile } from "./html-file.ts";
import { faultsOf } from "./studio.ts";

const COUNT = 300;
const labels = ["Bag", "Coat", "Shirt"];
/** Three planted groups of 100 points, with a label each, two countries in each, and a loss that grows with the row. */
const html = mapPage({
  positions: ndarray("float32", [COUNT, 2], heaps([0, 0, 0.6, 100], [20, 0, 0.6, 100], [10, 15, 0.6, 100])),
  title: "Planted groups",
  subtitle: "300 examples in three groups",
  colours: [
    { name: "label", values: Array.from({ length: COUNT }, (_, i) => labels[Math.floor(i / 100)]!) },
    { name: "loss", values: Array.from({ length: COUNT }, (_, i) => i / 100) },
    { name: "country", values: Array.from({ length: COUNT }, (_, i) => ["AT", "DE"][i % 2]!) },
  ],
  originals: garments({ count: COUNT }).examples,
});

describe.skipIf(!findChromium())("what the map page shows of a map", { timeout: 60_000 }, () => {
  let file: HtmlFile;
  let page: Page;
  const open = async (hash = "", options: BrowserContextOptions = {}) => {
    const usual = { viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" } as const;
    const opened = await file.chromium.browser.newPage({ ...usual, ...options });
    await opened.goto(`${file.url}${hash}`);
    await opened.waitForSelector("body[data-named]");
    return opened;
  };
  const lasso = async (opened: Page) => {
    const { x, y, width, height } = (await opened.locator("#canvas").boundingBox())!;
    await opened.keyboard.down("Shift");
    await opened.mouse.move(x + 2, y + 2);
    await opened.mouse.down();
    for (const [across, down] of [
      [0.99, 0.02],
      [0.99, 0.5],
      [0.01, 0.5],
      [0.01, 0.02],
    ] as const)
      await opened.mouse.move(x + across * width, y + down * height, { steps: 6 });
    await opened.mouse.up();
    await opened.keyboard.up("Shift");
  };
  const hash = () => page.evaluate(() => location.hash);

  beforeAll(async () => {
    file = await htmlFile(html);
    page = await open();
  }, 60_000);
  afterAll(() => file?.close());

  it("has the names of its groups, at their places", async () => {
    const names = await page
      .locator("#group-names span")
      .evaluateAll((all) => all.map((one) => [one.textContent, one.getBoundingClientRect().x] as const));
    const at = new Map(names);
    expect([...at.keys()].sort()).toEqual(["mostly Bag", "mostly Coat", "mostly Shirt"]);
    expect(at.get("mostly Bag")).toBeLessThan(at.get("mostly Shirt")!);
    expect(at.get("mostly Shirt")).toBeLessThan(at.get("mostly Coat")!);
    await page.getByLabel("Names of groups").uncheck();
    expect(await page.locator("#group-names").isVisible()).toBe(false);
    await page.getByLabel("Names of groups").check();
  });

  it("shows pictures of the points after the user zoomed in, and none of the whole map", async () => {
    const shown = () => page.locator("#thumbnails").isVisible();
    expect(await shown()).toBe(false);
    const { x, y, width, height } = (await page.locator("#canvas").boundingBox())!;
    await page.mouse.move(x + width / 2, y + height / 4);
    for (let i = 0; i < 3; i++) await page.mouse.wheel(0, -200);
    await expect.poll(shown).toBe(true);
    const inked = await page.locator("#thumbnails").evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((value, i) => i % 4 === 3 && value > 0).length;
    });
    expect(inked).toBeGreaterThan(40 * 40);
    await page.locator("#reset").click();
    await expect.poll(shown).toBe(false);
  });

  it("limits the points to a range of numbers and to classes, with the counts that the other columns leave", async () => {
    const filters = page.locator("#filters");
    await filters.getByText("loss").click();
    const { x, y, width, height } = (await filters.locator(".histogram").boundingBox())!;
    await page.mouse.move(x + 0.5 * width + 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width - 1, y + height / 2, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => page.locator("#count").innerText()).toBe("150 of 300 points");
    const counts = () => page.locator("#legend .count").allInnerTexts();
    expect(await counts()).toEqual(["0 of 100", "50 of 100", "100"]);
    await page.locator("#legend button", { hasText: "Coat" }).click();
    expect(await page.locator("#count").innerText()).toBe("100 of 300 points");
    // The other classes keep the counts that the range leaves.
    expect(await counts()).toEqual(["0 of 100", "50 of 100", "100"]);
    await filters.getByText("country").click();
    await expect.poll(() => filters.locator(".count").allInnerTexts()).toEqual(["50 of 150", "50 of 150"]);
    await page.getByLabel("Least loss").press("ArrowRight");
    await expect.poll(() => page.locator("#count").innerText()).toBe("100 of 300 points");
    await expect.poll(hash).toMatch(/^#hide\.label=1&range\.loss=1\.6\d+\.\.$/);
    for (const part of ["#legend", "#filters"]) await page.locator(part).getByRole("button", { name: "Show all" }).click();
    await expect.poll(() => page.locator("#count").innerText()).toBe("300 points");
  });

  it("opens a lasso's points as a grid of pictures or a table, which is linked with the map", async () => {
    await lasso(page);
    await expect.poll(() => page.locator("#selected").innerText()).toBe("100 selected");
    const isWithin = () => page.evaluate(() => document.querySelector("#canvas")!.getBoundingClientRect().bottom <= innerHeight);
    expect(await isWithin()).toBe(true);
    const tiles = page.locator("#chosen-rows .tile");
    expect(await tiles.count()).toBe(100);
    await tiles.nth(3).hover();
    expect(await page.locator("#card h2").innerText()).toBe("Row 204");
    await page.getByRole("button", { name: "Table" }).click();
    expect(await isWithin()).toBe(true);
    const line = page.locator("#chosen-rows tbody tr").nth(2);
    expect(await line.locator("td").allInnerTexts()).toEqual(["Shirt", "2.02", "AT"]);
    await line.getByRole("button", { name: "Row 203" }).click();
    expect(await page.locator("#card h2").innerText()).toBe("Row 203");
    expect(await line.getAttribute("class")).toBe("current");
    await page.locator("#map").focus();
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => page.locator("#card h2").innerText()).not.toBe("Row 203");
    expect(await line.getAttribute("class")).not.toBe("current");
    await page.getByRole("button", { name: "Close the list" }).click();
    expect(await page.locator("#chosen").isVisible()).toBe(false);
    await page.getByRole("button", { name: "Clear" }).click();
  });

  it("has an address that reproduces the visible part, the colours, the filters and the selection", async () => {
    await page.locator("#reset").click();
    await expect.poll(hash).not.toContain("view=");
    await page.locator("#column").selectOption("country");
    await page.locator("#legend button", { hasText: "DE" }).click();
    await lasso(page);
    const { x, y, width, height } = (await page.locator("#canvas").boundingBox())!;
    await page.mouse.move(x + width / 2, y + 0.12 * height);
    await page.mouse.wheel(0, -300);
    await expect.poll(hash).toMatch(/^#colour=country&hide\.country=1&rows=201%2C203.*&view=/);
    const copy = await open(await hash());
    const seen = (of: Page) =>
      of.evaluate(() => ({
        count: document.querySelector("#count")!.textContent,
        selected: document.querySelector("#selected")!.textContent,
        column: document.querySelector<HTMLSelectElement>("#column")!.selectedOptions[0]!.textContent,
        names: [...document.querySelectorAll<HTMLElement>("#group-names span")]
          .filter((one) => one.style.visibility === "visible")
          .map((one) => `${one.textContent} ${one.style.transform}`),
      }));
    expect(await seen(copy)).toEqual(await seen(page));
    expect(await seen(copy)).toMatchObject({ selected: "50 selected", names: [expect.stringContaining("mostly Shirt")] });
    await copy.close();
  });

  it("has no violations that axe finds, with the list and the filters", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const opened = await open("", { colorScheme });
      await lasso(opened);
      await opened.locator("#filters").getByText("loss").click();
      expect(await faultsOf(opened, { pictures: `map-view-${colorScheme}` })).toEqual([]);
      await opened.close();
    }
    expect(file.chromium.errors).toEqual([]);
  });
});
