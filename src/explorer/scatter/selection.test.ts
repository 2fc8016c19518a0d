import { expect, it } from "vitest";
import { selectedAfter } from "./selection.ts";

it("replaces, adds to and takes from a selection, in order", () => {
  const before = new Set([5, 1]);
  expect(selectedAfter(before, [9, 1], "replace")).toEqual([1, 9]);
  expect(selectedAfter(before, [9, 1], "add")).toEqual([1, 5, 9]);
  expect(selectedAfter(before, [9, 1], "remove")).toEqual([5]);
});
