import { expect, it } from "vitest";
import { someRows } from "./rows.fixture.ts";
import { search } from "./search.ts";

it.each([
  ["a part of a label, in any case", "SHIRT", [2]],
  ["a label of two rows", "coat", [1, 3]],
  ["a class that is a number", "1", [0, 3]],
  ["the row with a number that is a class, too", "#1", [0]],
  ["a row's number, from 1", "2", [1]],
  ["a class with a longer number", "12", [1, 2]],
  ["no rows for an unknown text", "boot", []],
])("a search finds %s", (_, text, rows) => {
  expect(search(someRows, text)).toEqual(rows);
});

it("a search finds rows by their names", () => {
  expect(search({ ...someRows, rowNames: ["cats/1.png", "dogs/1.png", "dogs/2.png", "3.png"] }, "Dogs/")).toEqual([1, 2]);
});

it("a search finds rows by their keys", () => {
  expect(search({ ...someRows, keys: [{ name: "id", values: ["a7", "b7", "B70", "c"] }] }, "b7")).toEqual([1, 2]);
});

it("an empty text isn't searched for", () => {
  expect(search(someRows, "  ")).toBeUndefined();
});

it("a search for a number that is a class doesn't find the row with that number", () => {
  const [label, digit] = someRows.columns;
  const columns = [label!, { ...digit!, names: ["3", "12"] }];
  expect(search({ ...someRows, columns }, "3")).toEqual([0, 3]);
});
