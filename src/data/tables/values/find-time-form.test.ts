import { describe, expect, it } from "vitest";
import { findTimeForm } from "./find-time-form.ts";
import { readerOf, typeOfForm, writtenBy } from "./forms.ts";
import { timeReader } from "./time-format.ts";
import { DURATION_COLUMNS, TIME_COLUMNS } from "./times.fixture.ts";

describe("reads times in the formats of people and programs", () => {
  it.each(TIME_COLUMNS)("%s", (_what, texts, first) => {
    const found = findTimeForm("when", texts)!;
    expect(found.fits).toBe(true);
    expect(readerOf(found.form)(texts[0]!)).toBeCloseTo(new Date(first).getTime() / 1000, 6);
  });

  it.each(DURATION_COLUMNS)("durations: %s", (_what, texts, first) => {
    const found = findTimeForm("x", texts)!;
    expect(found).toMatchObject({ fits: true, form: { kind: "duration" } });
    expect(readerOf(found.form)(texts[0]!)).toBe(first);
  });

  it("reads back a time that was written in a form", () => {
    const seconds = Date.UTC(2024, 11, 31) / 1000;
    for (const [, texts] of TIME_COLUMNS) {
      const { form } = findTimeForm("when", texts)!;
      const read = readerOf(form)(writtenBy(form, seconds));
      expect(Math.abs(read - seconds), writtenBy(form, seconds)).toBeLessThanOrEqual(92 * 86_400);
      expect(readerOf(form)(writtenBy(form, read))).toBe(read);
    }
  });
});

describe("rejects other texts", () => {
  it.each([
    ["a day that doesn't exist", ["2024-02-30", "2024-02-28"]],
    ["seasons", ["2010-11", "2011-12", "2012-13"]],
    ["words", ["May", "June"]],
    ["metres", ["5 m", "6 m"]],
    ["numbers with a point that could be months", ["1.2345", "2.5678", "3.1987", "4.9876", "5.1234", "6.5432", "7.8901"]],
    ["numbers with one decimal", ["1707.4", "1886.9", "1950.1", "1960.2", "1970.3", "1980.5", "1990.6", "2000.7"]],
    ["a few numbers that could be recent months", ["1912.04", "2001.11"]],
    ["article numbers", ["4006381333931", "4006381333948", "4006381333955"]],
    ["numbers of eight digits", ["83910475", "20241399", "10293847"]],
  ])("%s", (_what, texts) => {
    expect(findTimeForm("x", texts)).toBeUndefined();
  });
});

it("whole numbers are seconds since 1970 if the column's name suggests time, or all are whole minutes", () => {
  const odd = ["1704462331", "1704462397", "1704462455"];
  const minutes = ["1704462360", "1704462420", "1704462480"];
  expect(findTimeForm("ts", odd)).toMatchObject({ form: { kind: "epoch", unit: "s" } });
  expect(findTimeForm("createdAt", odd)).toMatchObject({ form: { kind: "epoch", unit: "s" } });
  expect(findTimeForm("sales", odd)).toBeUndefined();
  expect(findTimeForm("sales", minutes)).toMatchObject({ form: { kind: "epoch", unit: "s" } });
});

it("the column, its order or an option tells the day from the month, or nothing does", () => {
  const format = (texts: readonly string[], hints = {}) => {
    const found = findTimeForm("d", texts, hints)!;
    return [found.form.kind === "time" && found.form.format, found.isAmbiguous === true];
  };
  expect(format(["01/02/2024", "13/02/2024"])).toEqual(["%d/%m/%Y", false]);
  expect(format(["01/02/2024", "02/13/2024"])).toEqual(["%m/%d/%Y", false]);
  expect(format(["01/01/2024", "02/02/2024"])).toEqual(["%d/%m/%Y", true]);
  expect(format(["01/11/2024", "01/12/2024", "02/01/2024"])).toEqual(["%m/%d/%Y", true]);
  expect(format(["2/1/85", "3/1/85", "4/1/85"])).toEqual(["%m/%d/%y", true]);
  expect(format(["01/02/2024 1:00 PM"])).toEqual(["%m/%d/%Y %I:%M %p", true]);
  expect(format(["01/01/2024", "02/02/2024"], { dayFirst: false })).toEqual(["%m/%d/%Y", false]);
  expect(format(["01/01/2024", "02/02/2024"], { likelyDayFirst: false })).toEqual(["%m/%d/%Y", false]);
});

it("uses the format of the option, and refuses one without year and hour", () => {
  expect(findTimeForm("d", ["2024|05|06"], { timeFormat: "%Y|%m|%d" })).toMatchObject({ fits: true });
  expect(() => timeReader("%Y-%Q")("2024")).toThrow('The time format "%Y-%Q" contains %Q, which isn\'t a known directive.');
  expect(() => timeReader("day")("day")).toThrow("has neither a year nor an hour");
});

it("the type of times follows from their parts", () => {
  const type = (text: string) => typeOfForm(findTimeForm("when", [text])!.form);
  expect(["2024-01-05", "14:30", "2024-01-05 14:30", "2024-01-05T14:30Z", "1704462330"].map(type)).toEqual([
    "DATE",
    "TIME",
    "TIMESTAMP",
    "TIMESTAMP WITH TIME ZONE",
    "TIMESTAMP",
  ]);
});
