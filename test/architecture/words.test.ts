import { expect, it } from "vitest";
import { filesIn, stumbles } from "./words.ts";

/** The folders that have been checked; the others follow. */
const FOLDERS = [
  "bench",
  "examples",
  "scripts",
  "src/anomalies",
  "src/series",
  "src/autoencoders",
  "src/check",
  "src/cli",
  "src/core",
  "src/data",
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
  "src/scoring",
  "src/studio",
  "src/tasks",
  "src/training",
  "test/browser",
  "test/cli",
  "test/keras",
];

it.each(FOLDERS)("%s is written in words that everyone understands", (folder) => {
  expect(filesIn(folder).flatMap(stumbles)).toEqual([]);
});
