import { fileURLToPath } from "node:url";
import { DOMParser } from "linkedom";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { openPage } from "../../scripts/page.mjs";
import type {} from "./figures-page.ts";
import { allFigures } from "./figures-recipe.ts";

const inNode = allFigures();
const isText = (nodes: ArrayLike<Node>) => Array.from(nodes).every((node) => node.nodeType === node.TEXT_NODE);

/** Parses a figure, so that the order of attributes, `<a />` or `<a/>` and entities don't matter. */
function said(svg: string, leftOut?: string): unknown {
  const of = (node: Node): unknown => {
    if (node.nodeType === node.TEXT_NODE) return node.textContent;
    const { tagName, attributes, childNodes, textContent } = node as Element;
    const kept = Array.from(attributes).filter(({ name }) => name !== leftOut);
    const named = kept.map(({ name, value }) => `${name}=${value}`).sort();
    return [tagName, named, isText(childNodes) ? textContent : Array.from(childNodes, of)];
  };
  return of(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement as unknown as Node);
}

// On a screen with one device pixel per CSS pixel, Plot moves lines by half a pixel to make them sharp. Node draws as for finer screens.
describe.skipIf(!findChromium()).each([
  ["a fine screen", 2, undefined],
  ["a coarse screen, apart from Plot's half pixels", 1, "transform"],
])("figures in a page of Chromium, on %s", { timeout: 60_000 }, (_screen, deviceScaleFactor, leftOut) => {
  let opened: Awaited<ReturnType<typeof openPage>>;
  let inPage: Record<string, string>;
  beforeAll(async () => {
    opened = await openPage({ entry: fileURLToPath(new URL("figures-page.ts", import.meta.url)), deviceScaleFactor });
    inPage = await opened.page.evaluate(() => globalThis.drawAll());
  }, 60_000);
  afterAll(() => opened?.close());

  it.each(Object.keys(inNode))("are the same as in Node: %s", (name) => {
    expect(said(inPage[name]!, leftOut)).toEqual(said(inNode[name]!.svg, leftOut));
  });

  it("are drawn without the document that Node uses, and without errors", () => {
    expect(opened.sources.filter((path) => /linkedom|\.node\.ts$/.test(path))).toEqual([]);
    expect(opened.errors).toEqual([]);
  });
});
