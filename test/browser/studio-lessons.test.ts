import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { openStudio, type StudioPages, trained } from "./studio.ts";

describe.skipIf(!findChromium())("what a student does in the studio", { timeout: 120_000 }, () => {
  let studio: StudioPages;
  beforeAll(async () => {
    studio = await openStudio();
  }, 120_000);
  afterAll(() => studio?.close());

  /** The numbers of a picture's pixels, joined. */
  const inkOf = (page: Page, label: string) =>
    page.evaluate((name) => {
      const canvas = document.querySelector<HTMLCanvasElement>(`[aria-label="${name}"] canvas`)!;
      return [...canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height).data].join();
    }, label);

  it("starts with a choice of data, and a file of its own", async () => {
    const page = await studio.open("#/");
    await page.getByRole("button", { name: /Points in space/ }).click();
    await expect.poll(() => page.url()).toContain("data=points-3d&system=linear");
    await trained(page);
    const rows = Array.from({ length: 120 }, (_, i) => `${i % 7},${(i % 7) * 2 + (i % 3)},${"abc"[i % 3]}`);
    const buffer = Buffer.from(`x,y,kind\n${rows.join("\n")}\n`);
    await page.getByLabel("Files to open").setInputFiles({ name: "mine.csv", mimeType: "text/csv", buffer });
    await expect.poll(() => page.getByRole("combobox", { name: /^Data/ }).inputValue()).toBe("file");
    await trained(page);
    const shown = await page
      .getByRole("region", { name: "Rows and their reconstructions" })
      .locator("tr")
      .evaluateAll((lines) => lines.map((line) => [...line.children].map((cell) => cell.textContent.trim().split(/\s/)[0])));
    expect(shown[0]).toEqual(["row", "x", "y", "kind"]);
    const inFile = shown.slice(1).map(([row]) => [row, ...rows[Number(row) - 1]!.split(",")]);
    expect(shown.slice(1).map(([row, x, y, kind]) => [row, `${Number(x)}`, `${Number(y)}`, kind])).toEqual(inFile);
    await page.context().close();
  });

  it("ties the weights: half the parameters, beside the curve of the run before", async () => {
    const page = await studio.open("#/lessons/tied");
    await page.getByRole("button", { name: "Train it untied" }).click();
    await page
      .locator("#shown")
      .getByText(/^163,814 parameters/)
      .first()
      .waitFor();
    await page.waitForFunction(() => Number.parseFloat(document.querySelector(".bar dd")?.textContent ?? "0") > 3);
    await page.getByRole("button", { name: "Tie the weights" }).click();
    await page
      .locator("#shown")
      .getByText(/^82,414 parameters/)
      .first()
      .waitFor();
    await page.getByText("before: stacked, 30 codings").waitFor();
    expect(page.url()).toContain("system=tied");
    await page.context().close();
  });

  it("trains a classifier of few labels on the encoder, and one from scratch", async () => {
    const small = "data=garments&system=denoising&count=400&hidden=32&codings=16&epochs=3";
    const page = await studio.open(`#/lessons/pretraining?${small}`);
    await trained(page);
    await page.getByRole("button", { name: "Train both classifiers" }).click();
    const table = page.getByRole("table", { name: /held-out examples/ });
    await table.waitFor({ timeout: 60_000 });
    const shares = (await table.innerText()).match(/[\d.]+(?= %)/g)!.map(Number);
    expect(shares).toHaveLength(2);
    // Of ten kinds, guessing finds a tenth.
    for (const share of shares) expect(share).toBeGreaterThan(15);
    await page.context().close();
  });

  it("draws with the pen or the keys, and sees what the model makes of it", async () => {
    const page = await studio.open("#/work?tab=noise&data=garments&count=600&system=denoising&epochs=4");
    await trained(page);
    const sheet = page.getByRole("application", { name: /Sheet to draw on/ });
    await page.getByRole("button", { name: "Clear" }).click();
    const [clean, before] = [await inkOf(page, "What is drawn"), await inkOf(page, "What comes out")];
    const { x, y, width } = (await sheet.boundingBox())!;
    await page.mouse.move(x + width * 0.3, y + width * 0.3);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.7, y + width * 0.7, { steps: 6 });
    await page.mouse.up();
    const drawn = await inkOf(page, "What is drawn");
    expect(drawn).not.toBe(clean);
    await expect.poll(() => inkOf(page, "What comes out")).not.toBe(before);
    await sheet.focus();
    await page.keyboard.press("ArrowDown");
    expect(await inkOf(page, "What is drawn")).toBe(drawn);
    await page.keyboard.press("Shift+ArrowDown");
    await expect.poll(() => inkOf(page, "What is drawn")).not.toBe(drawn);
    const noisy = await inkOf(page, "What goes in");
    await page.getByRole("slider", { name: /How much/ }).fill("0.9");
    await expect.poll(() => inkOf(page, "What goes in")).not.toBe(noisy);
    await page.getByLabel("Add the noise").uncheck();
    await expect.poll(async () => (await inkOf(page, "What goes in")) === (await inkOf(page, "What is drawn"))).toBe(true);
    await page.context().close();
  });

  it("goes back and forward with the browser's own buttons", async () => {
    const page = await studio.open("#/lessons/codings");
    await page.getByRole("button", { name: "2 codings", exact: true }).waitFor();
    await page.getByRole("link", { name: /PCA with an undercomplete/ }).click();
    await expect.poll(() => page.url()).toContain("system=linear");
    // The page itself goes back: a busy browser may not know yet of the step forward when it is asked from outside.
    await page.evaluate(() => history.back());
    await page.getByRole("heading", { level: 1, name: "Efficient data representations" }).waitFor();
    await expect.poll(() => page.url()).toContain("data=mnist&system=stacked");
    await page.context().close();
  });

  it("nothing went wrong on the way", () => {
    expect(studio.errors).toEqual([]);
  });
});
