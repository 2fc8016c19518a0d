import { expect, it } from "vitest";
import type { Finding, TableCheck } from "../check/index.ts";
import { checkReport } from "./check-report.ts";

const finding = (row: number, column: string, more: Partial<Finding> = {}): Finding => ({
  row,
  keys: { order: `A${row}` },
  column,
  value: "7",
  expected: "9",
  score: 4,
  kind: "relation",
  why: "from price, quantity",
  from: ["price", "quantity"],
  isSure: true,
  ...more,
});
const check: TableCheck = {
  rows: 500,
  findings: [
    finding(3, "total"),
    finding(9, "total", { isSure: false }),
    finding(12, "<b>town</b>", { kind: "spelling", value: "Hambrug & co" }),
  ],
  scores: new Float32Array(500),
  rules: [{ column: "total", from: ["price", "quantity"], words: "total = price × quantity", share: 0.998 }],
  compared: ["total", "price", "quantity"],
  leftOut: [{ name: "order", why: "identifies rows" }],
};

it("shows the cells with expected values and reasons, a filter for each column and kind, and the rules", () => {
  const page = checkReport(check, { title: "Wrong cells of orders.csv" });
  expect(page).toContain("3 cells in 3 of 500 rows look wrong. The expected value is certain for 2 of them.");
  expect(page).toContain("<b>town</b>".replaceAll("<", "&lt;").replaceAll(">", "&gt;"));
  expect(page).toContain("Hambrug &amp; co");
  expect(page).not.toContain("<script");
  expect(page).toMatch(/id="column-0"> total \(2\)/);
  expect(page).toMatch(/id="kind-1"> spelling \(1\)/);
  expect([...page.matchAll(/<tr class="(.*?)">/g)].map(([, classes]) => classes)).toEqual(["c0 k0", "c0 k0", "c1 k1"]);
  expect(page).toContain(".findings:has(#column-1:checked) tbody tr:not(.c1) { display: none; }");
  expect(page).toContain("total = price × quantity");
  expect(page).toContain("identifies rows");
});

it("states that no cell looks wrong if there are no findings, without an empty table", () => {
  const page = checkReport({ ...check, findings: [] });
  expect(page).toContain("No cell in 500 rows looks wrong.");
  expect(page).not.toContain("Suspicious cells");
});
