import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { axe, faultsOf, openStudio, type StudioPages } from "./studio.ts";

describe.skipIf(!findChromium())("the studio's network", { timeout: 120_000 }, () => {
  let studio: StudioPages;
  let page: Page;
  const NETWORK = "#/work?tab=network&data=garments&count=200&epochs=2";

  const open = async (more = "", options = {}) => {
    const opened = await studio.open(`${NETWORK}${more}`, options);
    await opened.getByRole("heading", { name: "Layers" }).waitFor();
    return opened;
  };
  /** The machine may be busy with other tests. */
  const soon = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 20_000 });
  const layer = (part: "Encoder" | "Decoder", number: number) =>
    page
      .getByRole("region", { name: part, exact: true })
      .getByRole("listitem")
      .nth(number - 1);
  const parameters = () => page.locator(".drawing dd").first().innerText();
  const code = () => page.getByRole("region", { name: "TypeScript code" }).innerText();
  const drawing = () => page.getByRole("img", { name: /^The network:/ }).getAttribute("aria-label");
  const fill = async (part: "Encoder" | "Decoder", number: number, label: string, value: string) => {
    const field = layer(part, number).getByLabel(label);
    await field.fill(value);
    await field.press("Enter");
  };

  beforeAll(async () => {
    studio = await openStudio();
    page = await open();
  }, 120_000);
  afterAll(() => studio?.close());

  it("has a drawing with totals and a description", async () => {
    expect(await drawing()).toContain("Dense 30, the codings, 3,030 parameters; ");
    expect(await parameters()).toBe("163,814");
    expect(await page.locator(".drawing dl").innerText()).toContain("784 → 30 (26 : 1)");
    expect(await code()).toContain("new StackedAutoencoder()");
    expect(await page.getByRole("region", { name: "Command line" }).innerText()).toContain(
      "codings train garments --model stacked",
    );
  });

  it("updates the parameters, the drawing, the address, the code and the run when units change", async () => {
    await fill("Encoder", 2, "units", "50");
    await soon(parameters).toBe((784 * 50 + 50 + 50 * 30 + 30 + 30 * 100 + 100 + 100 * 784 + 784).toLocaleString("en-US"));
    expect(await drawing()).toContain("Dense 50, 39,250 parameters");
    expect(await code()).toContain('dense(50, { activation: "selu" }),');
    expect(page.url()).toContain("layers=");
    await page.getByText("can't train edited layers").waitFor();
    await soon(() => page.locator(".bar dl").innerText()).toMatch(/2\.0 of 2/);
  });

  it("reports a decoder layer that doesn't fit at that layer, and doesn't change the run", async () => {
    const before = await parameters();
    await fill("Decoder", 2, "units", "700");
    const alert = layer("Decoder", 3).getByRole("alert");
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/700.*784/);
    expect(await layer("Decoder", 2).innerText()).toContain("Output: 700");
    expect(await page.getByText("These layers don't fit together yet").isVisible()).toBe(true);
    expect(await parameters()).toBe(before);
    expect(await code()).not.toContain("dense(700");
    expect(await axe(page)).toEqual([]);
  });

  it("uses the layers as soon as they fit together, and undoes and restores changes", async () => {
    await fill("Decoder", 2, "units", "784");
    await soon(() => page.getByRole("alert").filter({ hasText: /./ }).count()).toBe(0);
    await layer("Decoder", 1).getByRole("button", { name: "Duplicate" }).click();
    await soon(drawing).toMatch(/(Dense 100, [\d,]+ parameters; ){2}/);
    await page.locator("#shown").getByRole("button", { name: "Undo" }).click();
    await soon(drawing).not.toMatch(/(Dense 100, [\d,]+ parameters; ){2}/);
    await page.getByRole("button", { name: "Restore the default layers" }).last().click();
    await soon(parameters).toBe("163,814");
    expect(page.url()).not.toContain("layers=");
    expect(await code()).toContain("new StackedAutoencoder()");
  });

  it("adds layers, and moves and removes them by the keyboard", async () => {
    const encoder = page.getByRole("region", { name: "Encoder", exact: true });
    await encoder.getByLabel("Add to the encoder").selectOption("GaussianNoise");
    await encoder.getByLabel("Position").selectOption("first");
    await encoder.getByRole("button", { name: "Add" }).click();
    await soon(drawing).toContain("Input 28 × 28; GaussianNoise 28 × 28; Flatten");
    await encoder.getByRole("button", { name: "Move layer 1 of the encoder, GaussianNoise down" }).focus();
    await page.keyboard.press("Enter");
    await soon(drawing).toContain("Flatten 784; GaussianNoise 784; Dense");
    expect(await page.evaluate(() => document.activeElement!.getAttribute("aria-label"))).toBe(
      "Move layer 2 of the encoder, GaussianNoise down",
    );
    await encoder.getByRole("button", { name: "Remove layer 2 of the encoder, GaussianNoise" }).focus();
    await page.keyboard.press("Enter");
    await soon(drawing).not.toContain("GaussianNoise");
    expect(await page.evaluate(() => document.activeElement!.getAttribute("aria-label"))).toBe(
      "Remove layer 2 of the encoder, Dense",
    );
    expect(await code()).toContain("new StackedAutoencoder()");
  });

  it("copies the code and announces it", async () => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy: TypeScript code" }).click();
    await page.getByRole("status").filter({ hasText: "Copied" }).waitFor({ state: "attached" });
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('from "codings";');
  });

  it("restores edited layers from the address", async () => {
    await fill("Encoder", 3, "units", "12");
    await soon(drawing).toContain("Dense 12, the codings");
    await page.reload();
    await page.getByRole("heading", { name: "Layers" }).waitFor();
    await soon(drawing).toContain("Dense 12, the codings");
    expect(await layer("Encoder", 3).getByLabel("units").inputValue()).toBe("12");
  });

  it.each(["tied", "convolutional"])("has no violations that axe finds: %s", async (system) => {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `${NETWORK}&system=${system}`);
    await soon(() => page.getByLabel("Family").inputValue()).toBe(system);
    await page.getByRole("heading", { name: "Layers" }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  it("requests only its own files and causes no errors", () => {
    const others = studio.requests.filter((url) => !url.startsWith(studio.url) && !/^(data|blob):/.test(url));
    expect(others).toEqual([]);
    expect(studio.errors).toEqual([]);
  });
});
