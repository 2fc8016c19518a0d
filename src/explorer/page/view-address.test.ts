import { expect, it } from "vitest";
import type { Rows } from "../rows.ts";
import { someRows } from "./rows.fixture.ts";
import { fromAddress, type ShownView, toAddress } from "./view-address.ts";

const view: ShownView = {
  column: someRows.columns[2],
  filters: new Map([
    ["label", { hidden: new Set([0, 2]) }],
    ["loss", { low: 0.1, high: Number.POSITIVE_INFINITY }],
  ]),
  selected: [0, 1, 3],
  part: { x: 0.25, y: -0.5, zoom: 8 },
};

it("an address reproduces the view", () => {
  const address = toAddress(view, someRows);
  expect(address.toString()).toBe("colour=loss&hide.label=0.2&range.loss=0.1..&rows=1-2%2C4&view=0.25_-0.5_8");
  expect(fromAddress(new URLSearchParams(address.toString()), someRows)).toEqual(view);
});

it("the view at the beginning has an empty address", () => {
  const first: ShownView = { column: someRows.columns[0], filters: new Map(), selected: [], part: undefined };
  expect(toAddress(first, someRows).toString()).toBe("");
  expect(fromAddress(new URLSearchParams(), someRows)).toEqual(first);
});

it("rows have the numbers of their file if the map shows some of them", () => {
  const sample: Rows = { ...someRows, numbers: [3, 40, 41, 90] };
  const address = toAddress({ ...view, selected: [1, 2, 3] }, sample);
  expect(address.get("rows")).toBe("40-41,90");
  expect(fromAddress(address, sample).selected).toEqual([1, 2, 3]);
});

it("parts of an address that don't fit the data are left out", () => {
  const address = new URLSearchParams("colour=nothing&hide.label=7.x&range.loss=a..b&rows=9,x,2-1&view=1_2");
  expect(fromAddress(address, someRows)).toEqual({
    column: someRows.columns[0],
    filters: new Map(),
    selected: [],
    part: undefined,
  });
});
