import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { sharedFolder } from "../core/temporary.fixture.ts";
import { intervalsOfSensors } from "../tasks/intervals.fixture.ts";
import { writeIntervals } from "./intervals.node.ts";
import { intervalsReport } from "./intervals.ts";

const folder = sharedFolder();
const found = intervalsOfSensors([
  { row: 40, score: 5, temperature: 23, isShut: true },
  { row: 61, score: 9, temperature: 12 },
]);

it("the page lists all intervals and draws each, in the page's colours and without scripts", () => {
  const page = intervalsReport(found, { title: "Sensors of <March>", subtitle: "new.csv" });
  expect(page).toContain("<h1>Sensors of &lt;March&gt;</h1>");
  expect(page).toContain("2 intervals have readings that score above the threshold, 2.");
  const cells = [...page.matchAll(/<t[hd] (?:scope="row")?[^>]*>([^<]*)<|<td>([^<]*)</g)].map(([, a, b]) => a ?? b);
  expect(cells).toEqual(expect.arrayContaining(["cellar &amp; co", "2024-03-02T06:00", "temperature &lt;°C&gt;", "12", "20.1"]));
  expect(page).toContain("valve: shut instead of open (40 %)");
  expect(page.match(/<svg /g)).toHaveLength(2);
  expect(page).toContain("var(--layer-codings)");
  expect(page).toContain("temperature &lt;°C&gt; at 2024-03-02T06:00: 12 instead of 20.1, with the values before and after it");
  expect(/<script|NaN|undefined|#f5c79a"/.exec(page)).toBeNull();
});

it("without intervals the page says so", () => {
  const page = intervalsReport(intervalsOfSensors([]));
  expect(page).toContain("No reading scores above the threshold, 2.");
  expect(page).not.toContain("<table");
});

it("the ending of the file chooses a table, a page or a figure", async () => {
  for (const ending of ["csv", "html", "svg", "png"]) await writeIntervals(folder.path(`intervals.${ending}`), found);
  const text = (ending: string) => readFileSync(folder.path(`intervals.${ending}`), "utf8");
  expect(text("csv")).toMatch(/^sensor,start/);
  expect(text("html")).toMatch(/^<!doctype html>/);
  expect(text("svg")).toContain("2024-03-02 06:00, sensor cellar &amp; co");
  expect(text("png").slice(1, 4)).toBe("PNG");
  const other = folder.path("intervals.npy");
  await expect(writeIntervals(other, found)).rejects.toThrow(
    "intervals are written as .csv, .tsv, .json, .jsonl, .parquet, .html, .svg or .png.",
  );
  expect(existsSync(other)).toBe(false);
});

it("a figure of no intervals is written, too", async () => {
  await writeIntervals(folder.path("none.svg"), intervalsOfSensors([]));
  expect(readFileSync(folder.path("none.svg"), "utf8")).toContain("No reading scores above the threshold.");
});
