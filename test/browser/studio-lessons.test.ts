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

  /** Returns the pixels of a picture as text. */
  const inkOf = (page: Page, label: string) =>
    page.evaluate((name) => {
      const canvas = document.querySelector<HTMLCanvasElement>(`[aria-label="${name}"] canvas`)!;
      return [...canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height).data].join();
    }, label);

  it("opens a dataset from the start page, and a file of their own", async () => {
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

  it("ties the weights, which halves the parameters, and compares the curve with the previous run", async () => {
    const page = await studio.open("#/lessons/tied");
    await page.getByRole("button", { name: "Train without tied weights" }).click();
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
    await page.getByText("previous run: stacked, 30 codings").waitFor();
    expect(page.url()).toContain("system=tied");
    await page.context().close();
  });

  it("trains a classifier with few labels on the encoder, and one from scratch", async () => {
    const small = "data=garments&system=denoising&count=400&hidden=32&codings=16&epochs=3";
    const page = await studio.open(`#/lessons/pretraining?${small}`);
    await trained(page);
    await page.getByRole("button", { name: "Train both classifiers" }).click();
    const table = page.getByRole("table", { name: /held-out examples/ });
    await table.waitFor({ timeout: 60_000 });
    const shares = (await table.innerText()).match(/[\d.]+(?= %)/g)!.map(Number);
    expect(shares).toHaveLength(2);
    // With ten classes, guessing has an accuracy of 10 %.
    for (const share of shares) expect(share).toBeGreaterThan(15);
    await page.context().close();
  });

  it("draws with the pen or the keys, and sees the reconstruction", async () => {
    const page = await studio.open("#/work?tab=noise&data=garments&count=600&system=denoising&epochs=4");
    await trained(page);
    const sheet = page.getByRole("application", { name: /Drawing area/ });
    await page.getByRole("button", { name: "Clear" }).click();
    const [clean, before] = [await inkOf(page, "Drawing"), await inkOf(page, "Output")];
    const { x, y, width } = (await sheet.boundingBox())!;
    await page.mouse.move(x + width * 0.3, y + width * 0.3);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.7, y + width * 0.7, { steps: 6 });
    await page.mouse.up();
    const drawn = await inkOf(page, "Drawing");
    expect(drawn).not.toBe(clean);
    await expect.poll(() => inkOf(page, "Output")).not.toBe(before);
    await sheet.focus();
    await page.keyboard.press("ArrowDown");
    expect(await inkOf(page, "Drawing")).toBe(drawn);
    await page.keyboard.press("Shift+ArrowDown");
    await expect.poll(() => inkOf(page, "Drawing")).not.toBe(drawn);
    const noisy = await inkOf(page, "Input");
    await page.getByRole("slider", { name: /Amount of noise/ }).fill("0.9");
    await expect.poll(() => inkOf(page, "Input")).not.toBe(noisy);
    await page.getByLabel("Add noise").uncheck();
    await expect.poll(async () => (await inkOf(page, "Input")) === (await inkOf(page, "Drawing"))).toBe(true);
    await page.context().close();
  });

  it("goes back and forward with the buttons of the browser", async () => {
    const page = await studio.open("#/lessons/codings");
    await page.getByRole("button", { name: "2 codings", exact: true }).waitFor();
    await page.getByRole("link", { name: /PCA with an undercomplete/ }).click();
    await expect.poll(() => page.url()).toContain("system=linear");
    // The page itself goes back, because a busy browser may not have recorded the step forward yet when the test asks for it.
    await page.evaluate(() => history.back());
    await page.getByRole("heading", { level: 1, name: "Efficient data representations" }).waitFor();
    await expect.poll(() => page.url()).toContain("data=mnist&system=stacked");
    await page.context().close();
  });

  it("causes no errors", () => {
    expect(studio.errors).toEqual([]);
  });
});
