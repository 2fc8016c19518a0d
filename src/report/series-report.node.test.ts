import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { sharedFolder } from "../core/temporary.fixture.ts";
import { SeriesDetector } from "../series/index.ts";
import { waves } from "../series/waves.fixture.ts";
import { train } from "../tasks/train.node.ts";
import { seriesReport } from "./series-report.node.ts";

const folder = sharedFolder();
/** Readings of 20 days, one every hour, with a spike on the tenth. */
const text = `time,load\n${Array.from({ length: 480 }, (_, hour) => {
  const value = hour === 228 ? 40 : 18 - 6 * Math.cos((Math.PI * hour) / 12) + Math.sin(hour ** 2);
  return `${new Date(Date.UTC(2024, 2, 1, hour)).toISOString().slice(0, 19)},${value.toFixed(1)}`;
}).join("\n")}\n`;

it("a report on series has the intervals of score", async () => {
  const data = await folder.write("load.csv", text);
  const model = folder.path("watch");
  await train(data, { family: "anomaly", orderBy: "time", output: model });
  await expect(seriesReport(model)).rejects.toThrow(/load\.csv, the training data of .*, doesn't exist any more/);
  const { html, scored } = await seriesReport(model, data, { output: folder.path("report.html"), alarms: "1/day" });
  expect(html).toContain("load.csv, scored on");
  expect(html).toContain("<td>load</td>");
  expect(scored.found!.rows[0]).toMatchObject({ cause: "load", found: 40, peak: "2024-03-10 12:00:00" });
  expect(readFileSync(folder.path("report.html"), "utf8")).toBe(html);
  const given = await seriesReport(await SeriesDetector.load(model), data, { title: "Loads", threshold: "0.9999" });
  expect(given.html).toContain("<h1>Loads</h1>");
  expect(given.scored.threshold).toBeGreaterThan(scored.threshold);
  await expect(seriesReport(model, data, { titel: "Loads" } as never)).rejects.toThrow('"titel"');
});

it("a detector without a table needs data, and says what to use instead", async () => {
  const detector = await new SeriesDetector({ steps: 5, window: 8 }).fit(waves(300));
  await expect(seriesReport(detector)).rejects.toThrow("The detector doesn't record its training data. Name the data");
  await expect(seriesReport(detector, waves(300))).rejects.toThrow("Use detector.intervals instead.");
});
