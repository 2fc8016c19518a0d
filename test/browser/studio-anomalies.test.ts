import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { PATIENCE } from "../../src/autoencoders/plan/training.ts";
import { wasmRuntime } from "../../src/browser.ts";
import { readCsv } from "../../src/data/readers/csv.ts";
import { readParquet } from "../../src/data/readers/parquet.ts";
import { split } from "../../src/data/split.ts";
import { tableDataset } from "../../src/data/tables/memory/dataset.ts";
import { flagQuality, rocAuc, thresholdFor } from "../../src/scoring/index.ts";
import { ordersCsv } from "../../src/studio/panels/anomalies/orders.fixture.ts";
import { fromParameters } from "../../src/studio/settings/address.ts";
import { autoencoderOf } from "../../src/studio/settings/recipe.ts";
import { check } from "../../src/tasks/check.ts";
import { earlyStopping } from "../../src/training/index.ts";
import { faultsOf, openStudio, pause, type StudioPages, still } from "./studio.ts";

const ROWS = 600;

describe.skipIf(!findChromium())("the studio's anomalies", { timeout: 120_000 }, () => {
  let studio: StudioPages;
  let folder: string;
  let page: Page;
  const soon = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 20_000 });
  const done = (on: Page) => on.getByRole("button", { name: "Continue" }).waitFor({ timeout: 60_000 });
  const slider = (on = page) => on.getByRole("slider", { name: "Threshold" });
  const cut = async (on = page) => Number(await slider(on).getAttribute("aria-valuenow"));
  const figure = (name: string, on = page) =>
    on
      .locator("dl div", { has: on.locator(`dt:text-is("${name}")`) })
      .locator("strong")
      .innerText();
  const counts = async (part: string) =>
    (await page.getByRole("row", { name: new RegExp(`^${part}`) }).innerText())
      .replace(part, "")
      .trim()
      .split(/\s+/)
      .map((text) => Number(text.replaceAll(",", "")));

  beforeAll(async () => {
    studio = await openStudio();
    folder = await mkdtemp(join(tmpdir(), "codings-anomalies-"));
    await writeFile(join(folder, "orders.csv"), ordersCsv(ROWS));
    page = await studio.open("#/work?tab=anomalies&data=garments&count=100&epochs=1");
    await page.getByText("Threshold method").waitFor();
    await page.getByLabel("Files to open").first().setInputFiles(join(folder, "orders.csv"));
    await page.getByLabel("Label column").first().selectOption("wrong");
    await page.getByRole("heading", { name: "Rows with the largest errors" }).waitFor();
    await done(page);
    await page.getByRole("button", { name: /^(1|true) 12$/ }).waitFor();
    await still(() => cut(page));
  }, 240_000);
  afterAll(async () => {
    await studio?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** The same run in Node: the scores of the rows, the number of held-out rows, and the labels. */
  const inNode = () => (learned ??= learnedInNode());
  let learned: ReturnType<typeof learnedInNode> | undefined;
  async function learnedInNode() {
    const { dataset } = await tableDataset(await readCsv(await readFile(join(folder, "orders.csv"), "utf8"), "orders.csv"), {
      label: "wrong",
      validation: 0.1,
    });
    const settings = fromParameters(new URLSearchParams(new URL(page.url()).hash.split("?")[1]));
    const { train, validation } = split(dataset, settings.validation);
    const autoencoder = autoencoderOf(settings, { shape: dataset.examples.shape.slice(1), table: dataset.table! });
    await autoencoder.fit(train.examples, {
      epochs: settings.epochs,
      batchSize: settings.batchSize,
      validation: validation.examples,
      callbacks: [earlyStopping({ patience: PATIENCE })],
      warn: () => undefined,
    });
    const { data: scores } = await autoencoder.scoreSamples(dataset.examples);
    const wrong = Array.from(dataset.labels!.data, (label) => (["1", "true"].includes(dataset.classes![label]!) ? 1 : 0));
    return { scores, wrong, calibration: autoencoder.calibration!, heldOut: dataset.heldOut! };
  }

  it("have the same threshold, precision, recall, F1 and ROC AUC as in Node", async () => {
    const { scores, wrong, calibration } = await inNode();
    expect((await cut()) / calibration.threshold).toBeCloseTo(1, 3);
    const quality = flagQuality(
      Array.from(scores, (score) => (score > calibration.threshold ? 1 : 0)),
      wrong,
    );
    expect(await figure("precision")).toBe(`${(100 * quality.precision).toFixed(1)} %`);
    expect(await figure("recall")).toBe(`${(100 * quality.recall).toFixed(1)} %`);
    expect(await figure("F1")).toBe(quality.f1.toFixed(3));
    expect(Number(await figure("ROC AUC"))).toBeCloseTo(rocAuc(scores, wrong), 2);
    await page.getByLabel("Threshold method").selectOption("mad");
    const mad = thresholdFor({ method: "mad", value: 3.5 }, Float32Array.from(calibration.quantiles));
    expect((await cut()) / mad).toBeCloseTo(1, 3);
  });

  it("move the threshold when the number of a method changes, and report why a method can't be used", async () => {
    await page.getByLabel("Threshold method").selectOption("quantile");
    const field = page.getByLabel("Share below the threshold");
    await field.fill("0.5");
    await field.press("Enter");
    await soon(async () => (await counts("held out")).slice(0, 2)).toEqual([30, 30]);
    await page.getByLabel("Threshold method").selectOption("f1");
    const [before, isWrong] = [await cut(), page.getByRole("button", { name: /^(1|true) 12$/ })];
    await isWrong.click();
    await page.getByText("This method needs labels").waitFor();
    expect(await cut()).toBe(before);
    await isWrong.click();
    await page.getByText("This method needs labels").waitFor({ state: "hidden" });
  });

  it("update all values when the threshold is moved by keys", async () => {
    const before = await cut();
    await slider().focus();
    await page.keyboard.press("PageUp");
    await soon(() => cut()).toBeGreaterThan(before);
    expect(await page.getByLabel("Threshold method").inputValue()).toBe("value");
    const words = (await slider().getAttribute("aria-valuetext"))!;
    const above = (await counts("held out"))[0]! + (await counts("used for training"))[0]!;
    expect(words).toMatch(new RegExp(`above \\d+\\.\\d % of the held-out examples; ${above} of 600 examples are above it$`));
    await page.keyboard.press("End");
    await soon(() => page.getByText("No row is above the threshold").count()).toBe(1);
    await page.keyboard.press("Home");
    await soon(() => figure("recall")).toBe("100.0 %");
    for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
    expect(await cut()).toBeGreaterThan(Number(await slider().getAttribute("aria-valuemin")));
  });

  it("update all values when the threshold is dragged", async () => {
    const box = (await page.locator(".plot").boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.2, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.4, box.y + 70, { steps: 4 });
    const [first, recall] = [await cut(), await figure("recall")];
    await page.mouse.move(box.x + box.width * 0.9, box.y + 80, { steps: 4 });
    expect(await cut()).toBeGreaterThan(first);
    expect(await figure("recall")).not.toBe(recall);
    await page.mouse.up();
    const last = await cut();
    await page.mouse.move(box.x + box.width * 0.1, box.y + 80);
    expect(await cut()).toBe(last);
  });

  it("find the threshold with the lowest cost", async () => {
    await page.getByLabel("Cost of a miss").fill("50");
    await page.getByLabel("Cost of a miss").press("Enter");
    await page.getByRole("button", { name: "Use this threshold" }).click();
    const text = await page.getByText(/at this threshold cost/).innerText();
    const [, cost, least] = /cost\s+([\d,]+)\. The lowest cost is ([\d,]+), at/.exec(text)!;
    expect(cost).toBe(least);
    const { scores, wrong } = await inNode();
    const costs = scores.map((at) =>
      scores.reduce((sum, score, row) => sum + (wrong[row] === 1 ? (score > at ? 0 : 50) : score > at ? 1 : 0), 0),
    );
    expect(Math.abs(Number(cost!.replaceAll(",", "")) - Math.min(...costs))).toBeLessThanOrEqual(1);
  });

  it("list the rows with the largest errors and the columns that cause them, and show all columns of a row by Enter", async () => {
    const rows = page.getByRole("region", { name: "Rows with the largest errors" }).locator("tbody > tr");
    expect(await rows.count()).toBe(20);
    expect(await rows.first().innerText()).toMatch(/expected .*\d+ %/);
    const own = page.getByRole("button", { name: /^All columns of row/ }).first();
    await own.focus();
    await page.keyboard.press("Enter");
    const opened = page.getByRole("region", { name: /^Row \d+$/ });
    await opened.waitFor();
    expect(await opened.locator("tbody th").allInnerTexts()).toEqual(
      expect.arrayContaining(["country", "price", "quantity", "total"]),
    );
    await page.getByRole("button", { name: "Show 20 more" }).click();
    await soon(() => page.getByRole("button", { name: /^All columns of row/ }).count()).toBe(40);
    await page.getByRole("button", { name: /^Close row/ }).click();
    expect(await opened.count()).toBe(0);
  });

  it("find the same wrong cells as the library, in rows that the networks hadn't learned", async () => {
    const region = page.getByRole("region", { name: "Check of the table" });
    await region.getByRole("button", { name: "Check this table" }).click();
    const rows = region.getByRole("region", { name: "Cells that are probably wrong: result" }).locator("tbody tr");
    await rows.first().waitFor({ timeout: 110_000 });
    const shown = await rows.evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
    const { findings } = await check(new File([await readFile(join(folder, "orders.csv"))], "orders.csv"), {
      runtime: await wasmRuntime({ threads: 1 }),
    });
    const expected = findings.slice(0, 20).map(({ row, column, value }) => [String(row), column, value || "missing"]);
    expect(shown.map((cells) => [cells[0], ...cells.slice(-6, -4)])).toEqual(expected);
    expect(await region.locator("details").textContent()).toContain("codings check orders.csv");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      region.getByRole("button", { name: "Cells that are probably wrong: save as CSV" }).click(),
    ]);
    const [header, ...lines] = (await readFile(await download.path(), "utf8")).trim().split("\n");
    expect(header).toMatch(/^row,.*column,value,expected,score,kind,why$/);
    expect(lines).toHaveLength(findings.length);
  });

  it("say that no row is above a threshold that is too high, and what the largest score is", async () => {
    const method = page.getByLabel("Threshold method");
    const before = await method.inputValue();
    await method.selectOption("value");
    await page.getByLabel("Threshold", { exact: true }).last().fill("99.76");
    await page.keyboard.press("Enter");
    await expect
      .poll(() => page.locator(".save").innerText())
      .toMatch(/^No row is above the threshold: the largest score is 0\.\d+\./);
    await method.selectOption(before === "value" ? "quantile" : before);
  });

  it("save the rows above the threshold as CSV and as Parquet", async () => {
    const save = async (kind: string) => {
      const coming = page.waitForEvent("download");
      await page
        .locator(".save")
        .getByRole("button", { name: `Save as ${kind}` })
        .click();
      const file = await coming;
      return { name: file.suggestedFilename(), path: await file.path() };
    };
    const csv = await save("CSV");
    expect(csv.name).toBe("orders-outliers.csv");
    const table = await readCsv(await readFile(csv.path, "utf8"), csv.name);
    expect(table.columns.map(({ name }) => name)).toEqual([
      "row",
      "order",
      "score",
      "percentile",
      "outlier",
      "cause",
      "expected",
      "wrong",
      "country",
      "price",
      "quantity",
      "total",
    ]);
    const [held, learned] = [await counts("held out"), await counts("used for training")];
    expect(table.columns[0]!.values.length).toBe(held[0]! + learned[0]!);
    const parquet = await save("Parquet");
    const same = await readParquet(new Uint8Array(await readFile(parquet.path)), parquet.name);
    expect(same.columns.map(({ values }) => values.length)).toEqual(table.columns.map(({ values }) => values.length));
    expect(same.columns[0]!.values).toEqual(table.columns[0]!.values);
  });

  it("have higher scores for the learned rows by models that haven't learned them", async () => {
    const scored = page.locator(".histogram");
    expect(await scored.innerText()).toContain("so their errors are smaller than those of new examples");
    await page.getByRole("button", { name: "Score them by models that haven't learned them" }).click();
    await expect
      .poll(() => scored.innerText(), { timeout: 110_000 })
      .toContain("have the scores of three models that hadn't learned them");
  });

  it.each([
    ["half a Parquet file", "half.parquet", Buffer.from("PAR1\u0015\u0004\u0015 half of it"), /half\.parquet/],
    [
      "a CSV file that is a picture",
      "really.csv",
      Buffer.from([0x42, 0x4d, 0, 0, 1, 2, 0, 4]),
      /really\.csv is broken or cut short/,
    ],
    ["a row with a quote that never ends", "quote.csv", Buffer.from('a,b\n1,"2\n3,4\n'), /quote\.csv/],
    ["JSON that ends too early", "early.json", Buffer.from('[{"a": 1}, {"a":'), /early\.json/],
    [
      "an array whose header lies",
      "short.npy",
      npyOf("{'descr': '<f4', 'fortran_order': False, 'shape': (1000, 3), }", 12),
      /short\.npy/,
    ],
  ])("report %s in one line, and the page still works", async (_what, name, bytes, line) => {
    const before = await cut();
    await page.getByLabel("Files to open").first().setInputFiles({ name, mimeType: "application/octet-stream", buffer: bytes });
    const alert = page.getByRole("alert").filter({ hasText: line });
    await alert.waitFor();
    const text = (await alert.innerText()).replace(/\s*×$/, "");
    expect(text).not.toContain("\n");
    expect(text).not.toMatch(/unexpected error|undefined|at .*:\d+/);
    expect(await cut()).toBe(before);
    await page.getByRole("button", { name: "Close the message" }).click();
    await slider().focus();
    await page.keyboard.press("ArrowLeft");
    await soon(() => cut()).not.toBe(before);
  });

  it("compare one class of pictures with all others while the model trains", async () => {
    const pictures = await studio.open("#/work?tab=anomalies&data=garments&count=1200&epochs=400");
    await pictures.getByText("Threshold method").waitFor();
    await pictures.getByRole("button", { name: /^bag/ }).click();
    const first = [await cut(pictures), await figure("ROC AUC", pictures)];
    await soon(async () => [await cut(pictures), await figure("ROC AUC", pictures)]).not.toEqual(first);
    await pause(pictures);
    await still(() => cut(pictures));
    await pictures.locator(".card").nth(2).click();
    await pictures.getByRole("region", { name: /^Row \d+$/ }).waitFor();
    // An earlier moment has other scores.
    const now = await cut(pictures);
    await pictures.getByRole("slider", { name: "Moment of the run" }).focus();
    await pictures.keyboard.press("Home");
    await soon(() => cut(pictures)).toBeGreaterThan(now);
    await pictures.context().close();
  });

  it("have no violations that axe finds", async () => {
    await page
      .getByRole("button", { name: /^All columns of row/ })
      .first()
      .click();
    expect(await faultsOf(page, { pictures: "anomalies-table" })).toEqual([]);
    await page.evaluate(() => {
      location.hash = "#/work?tab=anomalies&data=mnist&count=500&epochs=2";
    });
    await page.getByRole("button", { name: /^1 \d/ }).click();
    await done(page);
    await still(() => cut(page));
    expect(await faultsOf(page, { pictures: "anomalies-pictures" })).toEqual([]);
  });

  it("request only their own files and cause no errors", () => {
    expect(studio.requests.filter((url) => !url.startsWith(studio.url) && !/^(data|blob):/.test(url))).toEqual([]);
    expect(studio.errors).toEqual([]);
  });
});

/** Returns a .npy file with a header, followed by a number of zero bytes. */
function npyOf(header: string, bytes: number): Buffer {
  const padded = `${header.padEnd(117)}\n`;
  return Buffer.concat([
    Buffer.from([0x93]),
    Buffer.from("NUMPY"),
    Buffer.from([1, 0, padded.length, 0]),
    Buffer.from(padded),
    Buffer.alloc(bytes),
  ]);
}
