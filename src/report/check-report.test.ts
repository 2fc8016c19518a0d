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
  leftOut: [{ name: "order", why: "tells rows apart" }],
};

it("has the cells with what is expected and why, a choice for each column and kind, and what follows from what", () => {
  const page = checkReport(check, { title: "Wrong cells of orders.csv" });
  expect(page).toContain("3 cells in 3 rows of 500 look wrong. What is expected is sure of 2 of them.");
  expect(page).toContain("<b>town</b>".replaceAll("<", "&lt;").replaceAll(">", "&gt;"));
  expect(page).toContain("Hambrug &amp; co");
  expect(page).not.toContain("<script");
  expect(page).toMatch(/id="column-0"> total \(2\)/);
  expect(page).toMatch(/id="kind-1"> spelling \(1\)/);
  expect([...page.matchAll(/<tr class="(.*?)">/g)].map(([, classes]) => classes)).toEqual(["c0 k0", "c0 k0", "c1 k1"]);
  expect(page).toContain(".findings:has(#column-1:checked) tbody tr:not(.c1) { display: none; }");
  expect(page).toContain("total = price × quantity");
  expect(page).toContain("tells rows apart");
});

it("says so where nothing looks wrong, without an empty table", () => {
  const page = checkReport({ ...check, findings: [] });
  expect(page).toContain("Nothing in 500 rows looks wrong.");
  expect(page).not.toContain("The cells");
});
