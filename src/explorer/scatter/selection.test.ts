import { expect, it } from "vitest";
import { selectedAfter } from "./selection.ts";

it("rows replace a selection, are added to it or removed from it, in order", () => {
  const before = new Set([5, 1]);
  expect(selectedAfter(before, [9, 1], "replace")).toEqual([1, 9]);
  expect(selectedAfter(before, [9, 1], "add")).toEqual([1, 5, 9]);
  expect(selectedAfter(before, [9, 1], "remove")).toEqual([5]);
});
