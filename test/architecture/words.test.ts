import { expect, it } from "vitest";
import { filesIn, stumbles } from "./words.ts";

/** The folders that have been checked; the others follow. */
const FOLDERS = [
  "bench",
  "examples",
  "scripts",
  "src/core",
  "src/data/built-in",
  "src/data/given",
  "src/data/readers",
  "src/entries",
  "src/explorer",
  "src/figures",
  "src/graph",
  "src/layers",
  "src/lecture",
  "src/manifold",
  "src/models",
  "src/recipes",
  "src/report",
  "src/runtime",
  "src/training",
  "test/keras",
];

it.each(FOLDERS)("%s is written in words that everyone understands", (folder) => {
  expect(filesIn(folder).flatMap(stumbles)).toEqual([]);
});
