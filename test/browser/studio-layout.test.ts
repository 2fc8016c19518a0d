import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { openStudio, pause, type StudioPages, shownEpoch, takePicture, trained } from "./studio.ts";

const SHORT = "data=garments&count=60&hidden=16&epochs=3";
const TABS = ["learn", "network", "codings", "noise", "anomalies", "take-away"];
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];

/** A table with dates, numbers of two decimals and long words. */
export const ORDERS = [
  "customer,created,country,plan,price,quantity,total,paid,weekday",
  ...Array.from({ length: 200 }, (_, i) => {
    const [price, quantity] = [((i * 37) % 50) + 0.25, 1 + (i % 7)];
    const day = `2024-${String(1 + (i % 12)).padStart(2, "0")}-${String(1 + (i % 28)).padStart(2, "0")} ${String((i * 5) % 24).padStart(2, "0")}:36`;
    const total = i === 150 ? 9999 : price * quantity;
    return `C${String(i * 7).padStart(5, "0")},${day},${["Germany", "France", "Spain"][i % 3]},pro,${price},${quantity},${total},yes,${["Monday", "Wednesday"][i % 2]}`;
  }),
].join("\n");

describe.skipIf(!findChromium())("the layout of the studio", { timeout: 300_000 }, () => {
  let studio: StudioPages;
  beforeAll(async () => {
    studio = await openStudio();
  }, 180_000);
  afterAll(() => studio?.close());

  /** Returns what reaches beyond the right edge of the window or of its own scrolling box, except in boxes that are meant to scroll. */
  const cutOff = (page: Page) =>
    page.evaluate(() => {
      const beyond = [...document.querySelectorAll<HTMLElement>("main *")].filter((element) => {
        const { right, width } = element.getBoundingClientRect();
        return width > 0 && right > innerWidth + 1 && !element.closest('[role="region"][tabindex="0"], .unseen, canvas, svg');
      });
      return beyond.map((element) => element.outerHTML.slice(0, 100));
    });

  it.each([1, 2, 3])(
    "writes the text of the learning curve in the same size at a device pixel ratio of %d",
    async (deviceScaleFactor) => {
      const page = await studio.browser.newPage({ viewport: SIZES[0]!, deviceScaleFactor });
      await page.addInitScript(() => {
        const { fillText } = CanvasRenderingContext2D.prototype;
        const sizes = new Set<number>();
        Object.assign(globalThis, { sizes });
        CanvasRenderingContext2D.prototype.fillText = function (...given) {
          if (this.canvas.closest(".curve")) sizes.add(Number.parseFloat(/([\d.]+)px/.exec(this.font)![1]!) / devicePixelRatio);
          fillText.apply(this, given);
        };
      });
      await page.goto(`${studio.url}#/work?${SHORT}`);
      await trained(page);
      const sizes = await page.evaluate(() => [...(globalThis as unknown as { sizes: Set<number> }).sizes]);
      expect(sizes).toEqual([12]);
      await takePicture(page, `ratio-${deviceScaleFactor}`);
      await page.context().close();
    },
  );

  it.each(SIZES)("cuts nothing off at $width x $height, on any tab, for pictures and tables", async ({ width, height }) => {
    const found: string[] = [];
    const page = await studio.open(`#/work?${SHORT}`, { viewport: { width, height } });
    const lookAt = async (kind: string) => {
      for (const tab of TABS) {
        await page.locator(`#tab-${tab}`).click();
        await page.waitForTimeout(800);
        found.push(...(await cutOff(page)).map((element) => `${kind}, ${tab}: ${element}`));
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          await takePicture(page, `layout-${kind}-${tab}-${width}-${colorScheme}`);
        }
      }
    };
    await trained(page);
    await lookAt("pictures");
    await page
      .getByLabel("Files to open")
      .first()
      .setInputFiles({ name: "orders.csv", mimeType: "text/csv", buffer: Buffer.from(ORDERS) });
    await expect.poll(() => page.url()).toContain("data=file");
    await expect.poll(() => shownEpoch(page), { timeout: 60_000 }).toBeGreaterThan(20);
    await pause(page);
    await lookAt("table");
    expect(found).toEqual([]);
    await page.context().close();
  });

  it("shows all columns of a table with the values of the file", async () => {
    const page = await studio.open(`#/work?${SHORT}`, { viewport: SIZES[0]! });
    await page
      .getByLabel("Files to open")
      .first()
      .setInputFiles({ name: "orders.csv", mimeType: "text/csv", buffer: Buffer.from(ORDERS) });
    const table = page.getByRole("region", { name: "Rows and their reconstructions" });
    await table.waitFor();
    const [row, customer, created, ...others] = await table
      .locator("tbody tr")
      .first()
      .locator("th, td")
      .evaluateAll((cells) => cells.map((cell) => cell.firstChild!.textContent!.trim()));
    const [key, written, ...rest] = ORDERS.split("\n")[Number(row)]!.split(",");
    expect([customer, created]).toEqual([key, written]);
    for (const value of others) expect(rest).toContain(value.replace("true", "yes"));
    expect(await table.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
    await page.context().close();
  });

  it("opens each page and lesson at its top", async () => {
    const page = await studio.open("#/lessons", { viewport: SIZES[0]! });
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    for (const address of ["#/lessons/map", "#/lessons/variational", "#/", "#/work"]) {
      await page.evaluate((to) => {
        location.hash = to;
      }, address);
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("main");
      expect(await page.evaluate(() => scrollY)).toBe(0);
      await page.evaluate(() => (document.activeElement as HTMLElement).blur());
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    }
    await page.context().close();
  });

  it("shows the losses and the time left of a run in one line at 1440 pixels", async () => {
    const page = await studio.open("#/work?data=garments&count=600&epochs=9000", { viewport: SIZES[0]! });
    await page.getByText(/^Now, .* left$/).waitFor();
    await expect.poll(() => shownEpoch(page), { timeout: 60_000 }).toBeGreaterThan(1);
    const tops = await page.locator(".bar dt").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    expect(new Set(tops).size).toBe(1);
    await page.context().close();
  });

  it.each(SIZES)("moves nothing when the user looks back, at $width x $height", async (viewport) => {
    const page = await studio.open(`#/work?${SHORT}`, { viewport });
    await trained(page);
    const heightOf = () => page.locator(".bar").evaluate((bar) => bar.getBoundingClientRect().height);
    const before = await heightOf();
    await page.getByRole("slider", { name: "Moment of the run" }).focus();
    await page.keyboard.press("Home");
    await page.getByRole("button", { name: "Back to now" }).waitFor();
    expect(await heightOf()).toBe(before);
    expect(await page.locator(".bar .main").isDisabled()).toBe(true);
    await page.context().close();
  });
});
