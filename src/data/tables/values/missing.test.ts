import { expect, it } from "vitest";
import { MISSING, missingWords } from "./missing.ts";

const lines = (...rows: readonly (readonly string[])[]) => rows.map((cells) => ({ cells }));

it("a minus is a value if its column also has pluses; otherwise it stands for a missing value", () => {
  expect(missingWords(lines(["+", "1"], ["-", "2"]))).toEqual(MISSING.filter((word) => word !== "-"));
  expect(missingWords(lines(["-", "1"], ["x", "+"]))).toEqual(MISSING);
});

it("NA is a value among codes of countries and continents, and missing among states", () => {
  const of = (name: string, ...codes: string[]) =>
    missingWords(
      codes.map((code) => ({ cells: [code] })),
      [name],
    ).includes("NA");
  expect(of("country", "NA", "DE", "FR")).toBe(false);
  expect(of("x", "NA", "DE", "FR")).toBe(true);
  expect(of("continent", "NA", "EU", "AS")).toBe(false);
  expect(of("state", "NA", "CA", "NY", "TX")).toBe(true);
  expect(of("x", "NA", "DE", "FR", "GB", "ZA", "JP", "AT", "CH", "ES", "IT", "SE")).toBe(false);
});
