import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { PAGE } from "../../scripts/studio.mjs";
import { ordersCsv } from "../../src/studio/panels/anomalies/orders.fixture.ts";
import { modelIn } from "../../src/studio/server/machine.node.ts";
import { type StudioServer, serveStudio } from "../../src/studio/server/serve.node.ts";
import { runCodings } from "../codings.fixture.ts";
import { axe, openStudio, type StudioPages, takePicture } from "./studio.ts";

describe.skipIf(!findChromium())("the machine's own models and data in the studio", { timeout: 120_000 }, () => {
  let studio: StudioPages;
  let server: StudioServer;
  let root: string;
  const codings = async (...args: string[]) => expect(await runCodings(root, args)).toMatchObject({ status: 0 });

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "codings-machine-"));
    await mkdir(join(root, "data"));
    await writeFile(join(root, "data/orders.csv"), ordersCsv(800));
    await writeFile(join(root, "data/broken.csv"), "a,b\n1,2\n1,2,3,4\n");
    studio = await openStudio();
    await codings("train", "data/orders.csv", "--label", "wrong", "--epochs", "20", "--out", "out/orders");
    await codings("train", "mnist", "--epochs", "1", "--hidden", "20", "--codings", "5", "--out", "out/digits");
    server = await serveStudio({ root, page: PAGE, port: 0 });
  }, 300_000);
  afterAll(async () => {
    await studio?.close();
    await server?.close();
    await rm(root, { recursive: true, force: true });
  });

  const open = (hash?: string, from = server): Promise<Page> => studio.open(from.at(hash));
  const cut = async (page: Page) => Number(await page.getByRole("slider", { name: "Threshold" }).getAttribute("aria-valuenow"));
  const configOf = async (model: string) =>
    JSON.parse(await readFile(join(root, model, "config.json"), "utf8")) as {
      readonly calibration: { readonly threshold: number };
    };
  const data = (page: Page) => page.locator(".form select").first();

  it("are listed on the start page", async () => {
    const page = await open();
    await page.getByRole("heading", { name: "From this folder" }).waitFor();
    const listed = await page.locator("ul button").allInnerTexts();
    expect(listed.map((text) => text.replace(/\s+/g, " "))).toEqual(
      expect.arrayContaining([
        "out/digits stacked model of mnist",
        "out/orders stacked model of data/orders.csv",
        "MNIST all of it, from this machine",
      ]),
    );
    expect(await axe(page)).toEqual([]);
    await takePicture(page, "machine-start");
    await page.context().close();
  });

  it("open a model of a table with its own file and its saved threshold", async () => {
    const page = await open();
    await page.getByRole("button", { name: /out\/orders/ }).click();
    await page.getByText("epoch (saved model)").waitFor();
    await page.getByRole("tab", { name: "Anomalies" }).click();
    await page.getByText("Threshold method").waitFor();
    expect(await page.getByRole("button", { name: "Continue" }).isVisible()).toBe(true);
    const { calibration } = await configOf("out/orders");
    expect((await cut(page)) / calibration.threshold).toBeCloseTo(1, 4);
    expect(await page.getByRole("row", { name: /^held out/ }).innerText()).toMatch(/held out\s+1\s+79/);
    await takePicture(page, "machine-orders");
    // The opened model stays and isn't trained again because of its new address.
    await page.waitForTimeout(500);
    expect(await page.getByRole("button", { name: "Continue" }).isVisible()).toBe(true);
    await page.context().close();
  });

  it("open a model of MNIST from the address with all 60,000 images and the same held-out ones", async () => {
    const page = await open("#/work?tab=anomalies&model=out/digits");
    await page.getByText("20,000 of 60,000 examples are scored").waitFor({ timeout: 60_000 });
    expect(await data(page).inputValue()).toBe("machine:mnist");
    const { calibration } = await configOf("out/digits");
    expect((await cut(page)) / calibration.threshold).toBeCloseTo(1, 4);
    expect((await page.getByRole("row", { name: /^held out/ }).innerText()).replace(/\s+/g, " ")).toContain("held out 50 4,950");
    await takePicture(page, "machine-digits");
    await page.context().close();
  });

  it("open a file like a dropped one, and report a broken one without changing anything", async () => {
    const page = await open("#/work?data=garments&count=200&epochs=1");
    const folder = page.getByLabel("From this folder");
    await folder.selectOption({ label: "data/broken.csv, 1 kB" });
    const problem = page.getByRole("alert").filter({ hasText: "broken.csv" });
    await problem.waitFor();
    expect(await data(page).inputValue()).toBe("garments");
    await folder.selectOption("file data/orders.csv");
    await expect.poll(() => data(page).locator("option:checked").innerText(), { timeout: 20_000 }).toBe("orders.csv");
    await problem.waitFor({ state: "hidden" });
    expect(await page.getByLabel("Label column").locator("option").allInnerTexts()).toContain("wrong");
    await page.context().close();
  });

  it("start with the model given to the server", async () => {
    const first = await modelIn(root, join(root, "out/orders"));
    const other = await serveStudio({ root, page: PAGE, port: 0, first: first! });
    const page = await open(undefined, other);
    await expect.poll(() => page.url(), { timeout: 20_000 }).toContain("data=file");
    expect(await data(page).locator("option:checked").innerText()).toBe("orders.csv");
    await page.context().close();
    await other.close();
  });

  it("are shown after a reload and in other tabs, but not without the token, which leaves the address", async () => {
    const page = await studio.open(server.url);
    const refused = page.getByRole("alert").filter({ hasText: "Open the address that it printed" });
    await refused.waitFor();
    expect(studio.errors.splice(0)).toEqual([expect.stringContaining("401")]);
    const listed = (of: Page) => of.getByRole("button", { name: /out\/orders/ });
    expect(await listed(page).count()).toBe(0);
    await page.goto(server.at());
    await listed(page).waitFor();
    expect(page.url()).not.toContain("token");
    await page.reload();
    await listed(page).waitFor();
    const other = await page.context().newPage();
    await other.goto(server.url);
    await listed(other).waitFor();
    expect(await page.context().cookies()).toEqual([]);
    await page.context().close();
  });

  it("report a missing model in one line, and the page still works", async () => {
    const page = await open("#/work?model=out/nothing");
    await page.getByText("There is no model out/nothing in this folder.").waitFor();
    await expect.poll(() => page.locator(".bar dl").innerText(), { timeout: 20_000 }).toMatch(/[1-9]\.\d of/);
    await page.context().close();
  });

  it("aren't requested from a server that has only the page", async () => {
    const page = await studio.open("");
    await page.getByRole("heading", { name: "Choose a dataset" }).waitFor();
    expect(await page.getByText("From this folder").count()).toBe(0);
    expect(studio.requests.filter((url) => url.startsWith(`${studio.url}api`))).toEqual([]);
    expect(studio.errors).toEqual([]);
    await page.context().close();
  });
});
