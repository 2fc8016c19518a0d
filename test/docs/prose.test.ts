import { expect, it } from "vitest";
import { proseProblems } from "../../scripts/docs/prose.mjs";
import { pages } from "./pages.fixture.ts";

it.each(pages)("%s is plain English", async (page) => {
  expect(await proseProblems(page)).toEqual([]);
});
