import { beforeAll, describe, expect, it } from "vitest";
import { AnomalyDetector } from "../anomalies/index.ts";
import { random } from "../core/random.ts";
import { sharedFolder } from "../core/temporary.fixture.ts";
import type { SeriesDetector } from "../series/index.ts";
import { score } from "./score.node.ts";
import { train } from "./train.node.ts";

const folder = sharedFolder();
const draw = random(3, 0);
/** Hourly temperatures of 30 days, without faults or with a spike. */
const csv = (spike?: number) =>
  `time,temperature\n${Array.from({ length: 720 }, (_, hour) => {
    const value = hour === spike ? 40 : 18 - 6 * Math.cos((Math.PI * hour) / 12) + draw.normal();
    return `${new Date(Date.UTC(2024, 2, 1, hour)).toISOString().slice(0, 19)},${value.toFixed(1)}`;
  }).join("\n")}\n`;

describe("intervals of a detector of series", () => {
  let detector: SeriesDetector;
  let data: string;
  beforeAll(async () => {
    data = await folder.write("new.csv", csv(300));
    const trained = await train(await folder.write("usual.csv", csv()), { family: "anomaly", orderBy: "time" });
    detector = trained.seriesDetector;
  }, 60_000);

  it("are the same in the summary, in the function's result and among the rows", async () => {
    const { scores, intervals, found } = await score(detector, data);
    const spike = { found: 40, expected: expect.closeTo(18, -1) };
    const [row] = found!.rows;
    expect(row).toMatchObject({ peak: "2024-03-13 12:00:00", cause: "temperature", ...spike });
    expect(found!.keyTypes).toEqual([{ name: "time", type: "text", own: "TIMESTAMP" }]);
    const { start, end, readings } = row!;
    expect(intervals!.strangest[0]).toMatchObject({ from: start, to: end, rows: readings, columns: ["temperature"], ...spike });
    expect(intervals!.all).toBe(found!.rows.length);
    const flagged = scores.outliers.flatMap((outlier, at) => (outlier ? [at] : []));
    expect(flagged.length).toBe(found!.rows.reduce((sum, one) => sum + one.readings, 0));
    expect(flagged).toContain(300);
    expect(scores.causes[300]![0]).toMatchObject({ name: "temperature", actual: "40" });
  });

  it("become fewer with a lower rate of alarms, which only a detector of series has", async () => {
    const counts = await Promise.all(
      ["1/day", "1/week"].map(async (alarms) => (await score(detector, data, { alarms })).threshold),
    );
    expect(counts[1]).toBeGreaterThan(counts[0]!);
    await expect(score(detector, data, { alarms: "1/day", threshold: "0.9" })).rejects.toThrow("both set the score");
    const rows = Array.from({ length: 60 }, (_, i) => [i % 7, i % 5]);
    const other = await new AnomalyDetector({ steps: 10 }).fit(rows);
    await expect(score(other, rows, { alarms: "1/day" })).rejects.toThrow("alarms is for a detector of series");
  });
});
