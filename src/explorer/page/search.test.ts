import { expect, it } from "vitest";
import { someRows } from "./rows.fixture.ts";
import { search } from "./search.ts";

it.each([
  ["a part of a label, in any case", "SHIRT", [2]],
  ["a label of two rows", "coat", [1, 3]],
  ["a class that is a number, and the row of that number, which is among them", "1", [0, 3]],
  ["a row by its number, from 1", "2", [1]],
  ["a class of a longer number", "12", [1, 2]],
  ["what isn't there", "boot", []],
])("a search finds %s", (_, text, rows) => {
  expect(search(someRows, text)).toEqual(rows);
});

it("a search finds rows by their names", () => {
  expect(search({ ...someRows, rowNames: ["cats/1.png", "dogs/1.png", "dogs/2.png", "3.png"] }, "Dogs/")).toEqual([1, 2]);
});

it("a search finds rows by their keys", () => {
  expect(search({ ...someRows, keys: [{ name: "id", values: ["a7", "b7", "B70", "c"] }] }, "b7")).toEqual([1, 2]);
});

it("an empty text doesn't search", () => {
  expect(search(someRows, "  ")).toBeUndefined();
});
