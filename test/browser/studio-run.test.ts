import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { split } from "../../src/data/split.ts";
import { sets } from "../../src/studio/data/sets.ts";
import { fromParameters } from "../../src/studio/settings/address.ts";
import { autoencoderOf } from "../../src/studio/settings/recipe.ts";
import {
  colourPictures,
  faultsOf,
  keptRun,
  openStudio,
  pause,
  restsAt,
  type StudioPages,
  shownEpoch,
  trained,
} from "./studio.ts";

const SMALL = "data=garments&count=600&epochs=4";

describe.skipIf(!findChromium())("a run in the studio", { timeout: 120_000 }, () => {
  let studio: StudioPages;
  beforeAll(async () => {
    studio = await openStudio();
  }, 120_000);
  afterAll(() => studio?.close());

  const run = (page: Page) => page.locator(".bar").getByRole("button", { name: /^(Run|Pause|Continue)$/ });

  describe("with a few epochs", () => {
    let page: Page;
    beforeAll(async () => {
      page = await studio.open(`#/work?${SMALL}`);
      await trained(page);
    }, 120_000);
    afterAll(() => page?.context().close());

    it("starts automatically, and ends with the losses of the same settings in Node", async () => {
      const shown = (await page.locator(".curve").getAttribute("aria-label"))!;
      const [, loss, valLoss] = /training loss ([\d.]+), validation loss ([\d.]+\d)/.exec(shown)!.map(Number);
      const settings = fromParameters(new URLSearchParams(SMALL));
      const { train, validation } = split(await sets.garments!(settings.count, settings.seed), settings.validation);
      const autoencoder = autoencoderOf(settings, { shape: [28, 28] });
      const { history } = await autoencoder.fit(train.examples, {
        epochs: settings.epochs,
        batchSize: settings.batchSize,
        validation: validation.examples,
        warn: () => undefined,
      });
      expect(Math.abs(loss! - history.at(-1)!.loss)).toBeLessThan(1e-4);
      expect(Math.abs(valLoss! - history.at(-1)!.valLoss!)).toBeLessThan(1e-4);
    });

    const card = () => page.getByRole("region", { name: "Chosen unit" });
    const network = () => page.getByRole("region", { name: "Network" });

    it("shows the network, the loss and the reconstructions together on a laptop", async () => {
      await page.setViewportSize({ width: 1440, height: 900 });
      for (const part of [
        network().locator(".all"),
        page.locator(".curve .u-wrap"),
        page.getByRole("img", { name: "Reconstruction of example 12" }),
      ]) {
        const { y, height } = (await part.boundingBox())!;
        expect(y).toBeGreaterThan(0);
        expect(y + height).toBeLessThan(900);
      }
    });

    it("shows what a unit responds to, what it adds and its weights, wherever the unit is clicked", async () => {
      await network().getByRole("button", { name: "unit 5 of layer 1", exact: true }).click();
      await card().getByRole("heading", { name: "Unit 5 of layer 1" }).waitFor();
      await card().getByRole("img", { name: "Weights of unit 5" }).waitFor();
      await page.getByRole("button", { name: "Histogram of coding 12" }).click();
      await card().getByRole("heading", { name: "Coding 12" }).waitFor();
      await page.getByRole("button", { name: "Feature detector 5", exact: true }).click();
      await card().getByRole("heading", { name: "Unit 5 of layer 1" }).waitFor();
      await network().getByRole("button", { name: "coding 10", exact: true }).click();
      await expect.poll(() => card().locator("canvas").count()).toBe(11);
      const values = (await card().locator("figcaption").allInnerTexts()).slice(0, 8).map(Number);
      expect(values.slice(0, 4)).toEqual(values.slice(0, 4).toSorted((a, b) => b - a));
      expect(values.slice(4)).toEqual(values.slice(4).toSorted((a, b) => a - b));
      expect(values[0]).toBeGreaterThan(values[4]!);
      const picture = (name: string) =>
        card()
          .getByRole("img", { name })
          .locator("canvas")
          .evaluate((canvas: HTMLCanvasElement) => [...canvas.getContext("2d")!.getImageData(0, 0, 28, 28).data].join());
      expect(await picture("highest,")).not.toBe(await picture("lowest,"));
      expect(await faultsOf(page, { pictures: "unit" })).toEqual([]);
      await page.setViewportSize({ width: 1440, height: 900 });
    });

    it("shows the weight of an edge under the pointer, and lists the largest ones of the unit that the arrow keys reach", async () => {
      await network().getByRole("button", { name: "coding 9", exact: true }).click();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await card().getByRole("heading", { name: "Coding 11" }).waitFor();
      expect(await page.evaluate(() => document.activeElement!.getAttribute("aria-label"))).toBe("coding 11");
      const [incoming] = await card().locator(".edges ul").allInnerTexts();
      const weights = [...incoming!.matchAll(/unit \d+\s+(-?[\d.]+)/g)].map(([, weight]) => Math.abs(Number(weight)));
      expect(weights).toHaveLength(4);
      expect(weights).toEqual(weights.toSorted((a, b) => b - a));
      await page.keyboard.press("ArrowLeft");
      await card().getByRole("heading", { name: "Unit 11 of layer 1" }).waitFor();
      await network().locator("line.near").first().dispatchEvent("pointerenter");
      expect(await network().getByRole("status").innerText()).toMatch(/^Weight from unit 9 of layer 1 to coding 9: -?0\.\d+$/);
    });

    it("sends another held-out example through the network", async () => {
      const shown = () =>
        network()
          .getByRole("img", { name: "Its reconstruction" })
          .locator("canvas")
          .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
      const before = await shown();
      await page.getByRole("button", { name: "Next example" }).click();
      await network().getByRole("img", { name: "Held-out example 2" }).waitFor();
      await expect.poll(shown).not.toBe(before);
    });

    it("shows the reconstructions of any earlier moment", async () => {
      const inkOf = () =>
        page.evaluate(() => {
          const canvas = document.querySelector<HTMLCanvasElement>('[aria-label="Reconstruction of example 1"] canvas')!;
          return [...canvas.getContext("2d")!.getImageData(0, 0, 28, 28).data].join();
        });
      const now = await inkOf();
      const slider = page.getByRole("slider", { name: "Moment of the run" });
      await slider.focus();
      await page.keyboard.press("Home");
      await expect.poll(inkOf).not.toBe(now);
      expect(await shownEpoch(page)).toBe(0);
      expect(await page.locator(".time").innerText()).toContain("Earlier moment");
      await page.keyboard.press("End");
      await expect.poll(inkOf).toBe(now);
    });
  });

  it("pauses, does single steps, continues and starts again", async () => {
    const page = await studio.open("#/work?data=garments&count=600&epochs=9000");
    await expect.poll(() => shownEpoch(page), { timeout: 30_000 }).toBeGreaterThan(1);
    const paused = await pause(page);
    await page.waitForTimeout(600);
    expect(await shownEpoch(page)).toBe(paused);
    const { epochs } = (await keptRun(page))!;
    // An epoch is 16 steps: 500 examples in batches of 32.
    for (let i = 1; i <= 9; i++) {
      await page.getByRole("button", { name: "Step" }).click();
      await expect.poll(async () => (await keptRun(page))!.epochs).toBeCloseTo(epochs + i / 16, 6);
    }
    expect(await shownEpoch(page)).toBe(Number((await keptRun(page))!.epochs.toFixed(1)));
    expect(await shownEpoch(page)).toBeGreaterThan(paused);
    expect(await run(page).innerText()).toBe("Run");
    const next = Math.floor((await keptRun(page))!.epochs) + 1;
    await page.locator(".bar").getByRole("button", { name: "Epoch", exact: true }).click();
    await expect.poll(async () => (await keptRun(page))!.epochs).toBe(next);
    await restsAt(page, next);
    await run(page).click();
    await expect.poll(() => shownEpoch(page), { timeout: 30_000 }).toBeGreaterThan(next + 1);
    await page.getByRole("button", { name: "Reset" }).click();
    await expect.poll(() => shownEpoch(page)).toBe(0);
    expect(await run(page).innerText()).toBe("Run");
    await page.context().close();
  });

  it("is restored after its tab was closed, and continues with the same numbers as without the interruption", async () => {
    const context = await studio.browser.newContext({ viewport: { width: 1280, height: 800 } });
    const first = await context.newPage();
    const RUN = "#/work?data=garments&count=300&epochs=12";
    await first.goto(studio.url + RUN);
    // An epoch has eight steps, so at full speed the run would end before a user could pause it.
    await first.getByLabel("Speed").selectOption("20 steps/s");
    await expect.poll(() => shownEpoch(first), { timeout: 60_000 }).toBeGreaterThan(1);
    await pause(first);
    await run(first).click();
    await expect.poll(() => shownEpoch(first), { timeout: 60_000 }).toBeGreaterThan(4);
    const paused = await pause(first);
    await first.close();
    const second = await context.newPage();
    await second.goto(studio.url);
    await second.getByRole("link", { name: "Open the workbench" }).click();
    await restsAt(second, paused);
    expect(await second.getByRole("slider", { name: "Moment of the run" }).getAttribute("max")).not.toBe("1");
    await run(second).click();
    await trained(second);
    const curve = await second.locator(".curve").getAttribute("aria-label");
    const whole = await studio.open(RUN);
    await trained(whole);
    expect(curve).toBe(await whole.locator(".curve").getAttribute("aria-label"));
    await whole.context().close();
    await context.close();
  });

  it("depends only on its address: a link leads to the same settings", async () => {
    const page = await studio.open(`#/work?${SMALL}`);
    await page.getByLabel("Codings", { exact: true }).fill("7");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toContain("codings=7");
    const other = await studio.open(new URL(page.url()).hash);
    await expect.poll(() => other.getByLabel("Codings", { exact: true }).inputValue()).toBe("7");
    await page.context().close();
    await other.context().close();
  });

  it("works on one thread if the page isn't isolated, and reports it", async () => {
    const page = await studio.browser.newPage();
    await page.route(studio.url, async (route) => {
      const response = await route.fetch();
      const headers = Object.fromEntries(Object.entries(response.headers()).filter(([name]) => !name.startsWith("cross-origin")));
      await route.fulfill({ response, headers });
    });
    await page.goto(`${studio.url}#/work?${SMALL}`);
    await trained(page);
    expect(await page.locator("footer").innerText()).toMatch(/1 thread\. This page isn't cross-origin isolated/);
    await page.context().close();
  });

  it("plans the training of own colour pictures from the pictures, and shows the first layer's weights in colour", async () => {
    const page = await studio.open("#/work?data=garments&count=60&epochs=1");
    await page.getByLabel("Files to open").first().setInputFiles(colourPictures(50));
    await expect.poll(() => page.url()).toContain("data=file");
    await trained(page);
    expect(await page.getByLabel("Optimizer").inputValue()).toBe("adam");
    expect(Number(await page.getByLabel("Learning rate").inputValue())).toBeLessThan(0.1);
    const weights = page.getByRole("img", { name: /^The first layer's weights as pictures/ }).locator("canvas");
    const coloured = await weights.evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i] !== data[4 * i + 1]).filter(Boolean).length;
    });
    expect(coloured).toBeGreaterThan(100);
    await page.getByText(/for each of red, green and blue/).waitFor();
    await page.context().close();
  });

  it("reads a table again with the options of its fields, or reports why it can't", async () => {
    const page = await studio.open("#/work?data=garments&count=100&epochs=1");
    const rows = Array.from({ length: 60 }, (_, i) => `0${1 + (i % 9)}/0${1 + (i % 7)}/2024;${i},250;-999`);
    const file = { name: "sales.txt", mimeType: "text/plain", buffer: Buffer.from(`day;price;left\n${rows.join("\n")}\n`) };
    await page.getByLabel("Files to open").first().setInputFiles(file);
    await page.getByText("How this file was read").click();
    const table = page.getByRole("region", { name: "First rows of the table" });
    const first = () => table.locator("tbody tr").first().innerText();
    await expect.poll(first).toContain("2024-01-01");
    const second = () => table.locator("tbody tr").nth(1).innerText();
    const before = await second();
    const days = page.getByLabel("Day before month");
    await days.focus();
    await page.keyboard.press(before.includes("2024-02-02") ? "y" : "n");
    const missing = page.getByLabel("Missing values");
    await missing.fill("-999");
    await missing.press("Enter");
    await expect.poll(first).toContain("missing");
    await page.getByLabel("Decimal mark").selectOption(",");
    await expect.poll(second).toContain("1.25");
    expect(await days.getAttribute("aria-describedby")).toBeTruthy();
    expect(await faultsOf(page, { widths: [360], pictures: "how-read" })).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
    const delimiter = page.getByLabel("Delimiter");
    await delimiter.fill("::");
    await delimiter.press("Enter");
    await expect.poll(() => page.getByRole("alert").innerText()).toContain("one character");
    expect(await second()).toContain("1.25");
    await page.context().close();
  });

  it("never requests anything outside of this machine, and causes no errors", () => {
    const origins = new Set(studio.requests.map((url) => new URL(url).origin).filter((origin) => origin !== "null"));
    expect([...origins]).toEqual([new URL(studio.url).origin]);
    expect(studio.errors).toEqual([]);
  });
});
