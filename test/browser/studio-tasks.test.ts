import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { wasmRuntime } from "../../src/browser.ts";
import { csvOfColumns } from "../../src/data/tables/csv-text.ts";
import { typedColumn } from "../../src/data/tables/typed-columns.ts";
import { SeriesDetector } from "../../src/series/index.ts";
import { waves } from "../../src/series/waves.fixture.ts";
import { imputeTable } from "../../src/tasks/impute-table.ts";
import { faultsOf, openStudio, type StudioPages, trained } from "./studio.ts";

/** A table with missing ages, in which the income follows from the age. */
const people = csvOfColumns(
  ["person", "age", "income", "country"].map((name) =>
    typedColumn(
      name,
      Array.from({ length: 120 }, (_, i) => {
        const age = 20 + ((i * 37) % 41);
        const values = {
          person: `p${i}`,
          age: i % 10 === 3 ? null : age,
          income: 900 * age,
          country: ["AT", "DE", "IT"][i % 3]!,
        };
        return values[name as keyof typeof values];
      }),
    ),
  ),
);

const readings = waves(1200, { fault: 900, missing: 0 });
const times = Array.from({ length: 1200 }, (_, i) =>
  new Date(Date.UTC(2024, 0, 1, i)).toISOString().slice(0, 16).replace("T", " "),
);
const sensors = csvOfColumns([
  typedColumn("time", times),
  ...["a", "b", "c"].map((name, channel) =>
    typedColumn(
      name,
      times.map((_, i) => readings.data[3 * i + channel]!),
    ),
  ),
]);

describe.skipIf(!findChromium())("the tasks of the studio", { timeout: 180_000 }, () => {
  let studio: StudioPages;
  let page: Page;
  beforeAll(async () => {
    studio = await openStudio();
    page = await studio.open("#/work?data=points-3d&family=linear&epochs=2&tab=tasks");
  }, 120_000);
  afterAll(() => studio?.close());

  const open = async (name: string, text: string) => {
    await page.getByLabel("Files to open").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
    await page.getByLabel("Dataset").locator("option", { hasText: name }).waitFor({ state: "attached" });
    await trained(page);
  };
  const card = (name: string) => page.locator(`section[aria-label="${name}"]`);
  async function done(name: string, button: string) {
    await card(name).getByRole("button", { name: button, exact: true }).click();
    await card(name).locator(".result").waitFor({ timeout: 120_000 });
    return card(name)
      .locator("tbody tr")
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
  }
  async function saved(name: string) {
    const coming = page.waitForEvent("download");
    await card(name)
      .getByRole("button", { name: `${name}: save as CSV` })
      .click();
    return readFile(await (await coming).path(), "utf8");
  }

  it("fill a table with the library's values, and say why a task can't be done", async () => {
    await open("people.csv", people);
    await page.getByRole("tab", { name: "Tasks" }).click();
    const rows = await done("Fill missing values", "Fill the missing values");
    const { cells } = await imputeTable(new File([people], "people.csv"), { runtime: await wasmRuntime({ threads: 1 }) });
    expect(cells).toHaveLength(12);
    expect(rows.map(([row, column, value]) => [row, column, value])).toEqual(
      cells.map(({ row, column, value }) => [String(row), column, value]),
    );
    const [header, ...lines] = (await saved("Fill missing values")).trimEnd().split("\n");
    expect(header).toBe("person,age,income,country");
    expect(lines[3]!.split(",")[1]).toBe(cells[0]!.value);
    expect(await card("New rows or pictures").innerText()).toContain('Choose the family "Variational" in the settings.');
    expect(await card("Fill missing values").locator("details").textContent()).toContain(
      "codings impute people.csv -o filled.csv",
    );
  });

  it("find similar rows by their numbers in the file, and compare with newer data", async () => {
    const rows = await done("Similar rows", "Find similar rows");
    expect(rows).toHaveLength(11);
    expect(rows[0]!.slice(0, 3)).toEqual(["0", "1", "p0"]);
    await card("Compare with newer data")
      .locator("input")
      .setInputFiles({ name: "newer.csv", mimeType: "text/csv", buffer: Buffer.from(people) });
    await done("Compare with newer data", "Compare");
    expect(await card("Compare with newer data").locator(".result").innerText()).toContain(
      "Drift of the relations between columns: none.",
    );
    expect(await faultsOf(page, { pictures: "tasks" })).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it("find the intervals of a series that the detector finds in Node", async () => {
    await open("sensors.csv", sensors);
    await page.getByRole("tab", { name: "Tasks" }).click();
    expect(await card("Faults in a series").getByLabel("Column of times").inputValue()).toBe("time");
    const rows = await done("Faults in a series", "Find faults");
    const runtime = await wasmRuntime({ threads: 1 });
    const at = { times: times.map((time) => Date.parse(`${time.replace(" ", "T")}Z`)), runtime };
    const intervals = await (await new SeriesDetector().fit(readings, at)).intervals(readings, at);
    expect(intervals.length).toBeGreaterThan(0);
    expect(rows.map(([from, to]) => [from, to])).toEqual(intervals.map(({ start, end }) => [times[start], times[end]]));
    expect(await card("Faults in a series").locator("details").textContent()).toContain(
      "codings train sensors.csv --model anomaly --order-by time",
    );
  });

  it("try numbers of codings, and train with the chosen one", async () => {
    await page.goto(new URL("#/work?data=points-3d&family=linear&codings=1&epochs=2&tab=tasks", studio.url).href);
    await trained(page);
    const rows = await done("Number of codings", "Try sizes of the codings");
    expect(rows.map(([size]) => size)).toEqual(["1", "2"]);
    await card("Number of codings").getByRole("img", { name: "Number of codings" }).waitFor();
    const follow = card("Number of codings").getByRole("button", { name: /^Train with \d codings?$/ });
    const wanted = /\d/.exec(await follow.innerText())![0];
    await follow.click();
    await trained(page);
    expect(await page.getByLabel("Codings", { exact: true }).inputValue()).toBe(wanted);
    expect(await card("Number of codings").locator("details").textContent()).toContain("--codings auto --seeds 1 --minutes 2");
  });

  it("generate pictures with a variational autoencoder", async () => {
    await page.goto(new URL("#/work?data=garments&count=300&family=variational&epochs=2&tab=tasks", studio.url).href);
    await trained(page);
    await done("New rows or pictures", "Generate");
    expect(await card("New rows or pictures").locator("canvas").count()).toBe(12);
    expect(await card("Fill missing values").innerText()).toContain("This task needs a table.");
  });
});
