import { expect, it } from "vitest";
import { filesIn, stumbles } from "./words.ts";

/** The folders that have been checked; the others follow. */
const FOLDERS = ["src/entries", "src/training", "src/models", "src/manifold"];

it.each(FOLDERS)("%s is written in words that everyone understands", (folder) => {
  expect(filesIn(folder).flatMap(stumbles)).toEqual([]);
});
