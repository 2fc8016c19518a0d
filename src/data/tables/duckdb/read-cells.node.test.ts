import { expect, it } from "vitest";
import { temporaryFolder } from "../../../core/temporary.fixture.ts";
import { openTable } from "../open.node.ts";
import { readCells } from "./read-cells.node.ts";

const folder = temporaryFolder();
const lines = Array.from(
  { length: 40 },
  (_, i) => `${i * 10},${i % 7 ? "'a'" : ""},2024-01-${String((i % 28) + 1).padStart(2, "0")}`,
);

it("returns rows as they are in the table, in the requested order", async () => {
  const path = await folder.write("table.csv", `amount,"it's, a ""name""",day\n${lines.join("\n")}\n`);
  expect(await readCells(path, ['it\'s, a "name"', "day", "amount"], [30, 7])).toMatchObject([
    { 'it\'s, a "name"': "'a'", day: "2024-01-03", amount: 300 },
    { 'it\'s, a "name"': null, day: "2024-01-08", amount: 70 },
  ]);
  expect(await readCells(path, ["amount"], [])).toEqual([]);
});

it("held-out rows keep their numbers in the table", async () => {
  const path = await folder.write("table.csv", `amount,kind\n${lines.map((_, i) => `${i * 10},${"ab"[i % 2]}`).join("\n")}\n`);
  const { rowIndices, heldOut, examples, table } = await openTable(path, { validation: 0.25 });
  expect(heldOut).toBe(10);
  expect([...rowIndices!].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i));
  const cells = await readCells(path, ["amount"], [...rowIndices!]);
  const amount = table!.columns[0]!;
  if (amount.kind !== "number") throw new Error("amount is a number");
  const width = examples.shape[1]!;
  cells.forEach((row, i) => {
    expect(Number(row.amount)).toBeCloseTo(amount.center + amount.scale * examples.data[i * width]!, 3);
  });
});
