import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { openTable } from "../open.node.ts";

const folder = mkdtempSync(join(tmpdir(), "codings-empty-text-"));
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ["rows.csv", 'city\nOslo\nOslo\n\nRome\nRome\n""\n'],
  ["rows.jsonl", ["Oslo", "Oslo", "", "Rome", "Rome", ""].map((city) => JSON.stringify({ city })).join("\n")],
])("an empty text is a missing value, not a category (%s)", async (name, text) => {
  writeFileSync(join(folder, name), text);
  const { table, examples } = await openTable(join(folder, name));
  expect(table!.columns).toMatchObject([{ kind: "category", values: ["Oslo", "Rome"], missing: expect.closeTo(1 / 3) }]);
  const missing = [NaN, NaN, NaN];
  expect([...examples.data]).toEqual([1, 0, 0, 1, 0, 0, ...missing, 0, 1, 0, 0, 1, 0, ...missing]);
});
