import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const terms = readFileSync("docs/glossary.md", "utf8")
  .split(/^## /m)
  .slice(1)
  .map((part) => {
    const [name, ...lines] = part.trim().split("\n");
    return { name: name!, text: lines.join(" ").trim() };
  });

it("the glossary lists its words in the order of the alphabet, each once", () => {
  const names = terms.map(({ name }) => name);
  expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, "en")));
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(60);
});

it("a word of the glossary is explained in one to three sentences", () => {
  const sentences = (text: string) => text.match(/[.:](?=\s|$)/g)?.length ?? 0;
  expect(terms.filter(({ text }) => sentences(text) < 1 || sentences(text) > 3 || text.length > 320)).toEqual([]);
});
