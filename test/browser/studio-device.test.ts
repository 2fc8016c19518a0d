import type { Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { softwareGpu } from "../gpu/driver.fixture.ts";
import { openStudio, type StudioPages } from "./studio.ts";

const SMALL = "#/work?data=garments&count=100&epochs=1";
const device = (page: Page) => page.getByRole("combobox", { name: "Device" });

describe.skipIf(!findChromium())("the device in the studio's settings", { timeout: 120_000 }, () => {
  const opened: StudioPages[] = [];
  const openPage = async (...flags: string[]) => {
    opened.push(await openStudio(...flags));
    return opened.at(-1)!.open(SMALL);
  };
  afterAll(async () => {
    for (const studio of opened) await studio.close();
  });

  it("stays the processor if there is no GPU, and the page says why", async () => {
    const page = await openPage();
    await device(page).selectOption("webgpu");
    const problem = page.getByRole("alert").filter({ hasText: "There is no GPU" });
    await expect.poll(() => problem.textContent()).toMatch(/ or use the device cpu\.$/);
    expect(await device(page).inputValue()).toBe("cpu");
  });

  it.skipIf(!softwareGpu())("is a GPU in software, if the browser has one", async () => {
    const page = await openPage("--use-webgpu-adapter=swiftshader", "--enable-unsafe-webgpu");
    await device(page).selectOption("webgpu");
    await expect.poll(() => page.locator("footer").textContent()).toContain("with WebGPU");
    expect(await device(page).inputValue()).toBe("webgpu");
  });
});
