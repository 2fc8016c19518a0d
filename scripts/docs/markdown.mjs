import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";

const parser = unified().use(remarkParse).use(remarkGfm);

/** The Markdown files below docs/, by their paths in the repository. */
export const docsPages = () =>
  readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name).replaceAll("\\", "/"))
    .sort();

/** A page as a tree of Markdown nodes (mdast). */
export const parsePage = (path) => parser.parse(readFileSync(path, "utf8"));

/** All nodes of some types, in the page's order. */
export const nodesOf = (tree, ...types) => [
  ...(types.includes(tree.type) ? [tree] : []),
  ...(tree.children ?? []).flatMap((child) => nodesOf(child, ...types)),
];

/** The text of a node without its marks. */
export const textOf = (node) => node.value ?? (node.children ?? []).map(textOf).join("");

/** The anchor of a heading, as GitHub makes it: the site's anchors are made by it, too. */
export const slugOf = (heading) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");

/** The anchors of a page's headings. The second heading of one name has "-1" behind it. */
export function anchorsOf(tree) {
  const counts = new Map();
  return nodesOf(tree, "heading").map((heading) => {
    const slug = slugOf(textOf(heading));
    const count = counts.get(slug) ?? 0;
    counts.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}
