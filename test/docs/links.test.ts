import { existsSync, readdirSync, statSync } from "node:fs";
import { posix } from "node:path";
import type { Image, Link } from "mdast";
import { expect, it } from "vitest";
import { anchorsOf, docsPages, nodesOf } from "../../scripts/docs/markdown.mjs";
import { pages, treeOf } from "./pages.fixture.ts";

const linksOf = (page: string) => (nodesOf(treeOf(page), "link", "image") as (Link | Image)[]).map(({ url }) => url);

/** What is wrong with a link of a page; undefined where nothing is. */
function broken(page: string, url: string): string | undefined {
  if (/^(https?:|mailto:)/.test(url)) return undefined;
  const [path, anchor] = url.split("#") as [string, string?];
  const file = path ? posix.join(posix.dirname(page), path) : page;
  if (!existsSync(file)) return `${page}: there is no file ${file}`;
  if (anchor === undefined) return undefined;
  const target = statSync(file).isDirectory() ? posix.join(file, "README.md") : file;
  return anchorsOf(treeOf(target)).includes(anchor) ? undefined : `${page}: ${target} has no heading #${anchor}`;
}

it("links of pages lead to files and headings that are there", () => {
  const links = pages.flatMap((page) => linksOf(page).map((url) => [page, url] as const));
  expect(links.flatMap(([page, url]) => broken(page, url) ?? [])).toEqual([]);
  expect(links.length).toBeGreaterThan(150);
});

it("docs/index.md, from which the site's sidebar is made, links every page of docs once", () => {
  const linked = linksOf("docs/index.md").filter((url) => !url.startsWith("..") && url.endsWith(".md"));
  const others = docsPages().filter((page: string) => page !== "docs/index.md");
  expect(linked.map((url) => posix.join("docs", url)).toSorted()).toEqual(others.toSorted());
});

it("pages use every image of docs/images", () => {
  const used = new Set(pages.flatMap(linksOf).map((url) => posix.basename(url)));
  expect(readdirSync("docs/images").filter((name) => !used.has(name))).toEqual([]);
});

it("a page has one title, its first line", () => {
  const titles = pages.map((page) => {
    const { children } = treeOf(page);
    const headings = children.filter((node) => node.type === "heading" && node.depth === 1);
    return { page, titles: headings.length, first: children[0]?.type };
  });
  expect(titles.filter(({ titles: count, first }) => count !== 1 || first !== "heading")).toEqual([]);
});
