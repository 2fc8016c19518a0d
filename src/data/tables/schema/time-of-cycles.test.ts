import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Cycle, type DateColumn, featureCount } from "./columns.ts";
import { writeFeatures } from "./features.ts";
import { timeFromFeatures } from "./time-of-cycles.ts";
import { timeText } from "./time-text.ts";

const DAY = 86_400;
const FIRST = Date.UTC(2023, 2, 1) / 1000;

/** Converts a time to features and back. @param days number of training days, from 1 March 2023 on. */
function again(seconds: number, days: number, cycles: readonly Cycle[], type?: DateColumn["type"], form?: string): string {
  const column: DateColumn = {
    kind: "date",
    name: "at",
    missing: 0,
    cycles,
    range: [FIRST, FIRST + days * DAY],
    ...(type && { type }),
  };
  const features = new Float32Array(featureCount(column));
  writeFeatures({ columns: [column], keys: [], leftOut: [] }, [Float64Array.of(seconds)], 1, features);
  return timeFromFeatures(column, features, form === undefined ? undefined : { kind: "time", format: form })!;
}

describe("a time computed from its cycles", () => {
  it("is exact for days within a year", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 360 }), (day) => {
        const seconds = FIRST + day * DAY;
        expect(again(seconds, 360, ["week", "year"], "DATE")).toBe(timeText(seconds, "DATE"));
      }),
    );
  });

  it("is exact to the minute for times within a year", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 360 * 1440 }), (minute) => {
        const seconds = FIRST + 60 * minute;
        expect(again(seconds, 360, ["day", "week", "year"])).toBe(timeText(seconds, "TIMESTAMP"));
      }),
    );
  });

  it("has the right weekday and lies within the training times in every year", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 1500 }), (day) => {
        const text = again(FIRST + day * DAY, 1503, ["week", "year"], "DATE");
        const found = Date.parse(`${text}T00:00:00Z`) / 1000;
        expect(((found - FIRST) / DAY - day) % 7).toBeCloseTo(0);
        expect(found).toBeGreaterThanOrEqual(FIRST - 3 * DAY);
        expect(found).toBeLessThanOrEqual(FIRST + 1506 * DAY);
      }),
    );
  });

  it("is written in its column's format", () => {
    expect(again(FIRST + 40 * DAY, 300, ["week", "year"], "DATE", "%d.%m.%Y")).toBe("10.04.2023");
    expect(again(FIRST + 3661, 20, ["day"])).toMatch(/^2023-03-1[01] 01:01:00$/);
    expect(again(3 * 3600 + 60, 20, ["day"], "TIME")).toBe("03:01:00");
  });
});
