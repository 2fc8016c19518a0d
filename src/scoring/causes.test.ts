import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { causesOf } from "./causes.ts";

it("a cause has its value as the table writes it, and the expected value with the decimals of the column", () => {
  const number = { kind: "number", missing: 0, scaling: "standard", center: 0, scale: 1, whole: false, decimals: 2 } as const;
  const date = { kind: "date", name: "when", cycles: ["day"], missing: 0 } as const;
  const table = { columns: [{ ...number, name: "total" }, date], keys: [], leftOut: [] } as unknown as TablePreprocessing;
  const rows = (...values: number[]) => ndarray("float32", [1, 3], Float32Array.from(values));
  const measured = { errors: ndarray("float32", [1, 2], Float32Array.of(3, 2)), expected: rows(9.067e-10, 1, 0) };
  const unlisted = { total: [16777217.25], when: ["2024-01-01 05:36:00"] };
  expect(causesOf(measured, { examples: rows(16777217.25, 0, 1), table, unlisted }, 0)).toEqual([
    { name: "total", actual: "16777217.25", expected: "0", share: 0.6 },
    { name: "when", actual: "2024-01-01 05:36", expected: "06:00", share: 0.4 },
  ]);
});
