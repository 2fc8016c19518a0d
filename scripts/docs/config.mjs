// The site's configuration. The sidebar is the list of pages in docs/index.md, with the generated pages in its section "Reference".
import { existsSync } from "node:fs";

import { entryPoints } from "../../../scripts/docs/entry-points.mjs";
import { nodesOf, parsePage, slugOf, textOf } from "../../../scripts/docs/markdown.mjs";

/** The pages of docs/index.md, by its sections. */
function sections() {
  const found = [];
  for (const node of parsePage("docs/index.md").children) {
    if (node.type === "heading" && node.depth === 2) found.push({ text: textOf(node), items: [] });
    if (node.type !== "list" || found.length === 0) continue;
    for (const { url, children } of nodesOf(node, "link"))
      found.at(-1).items.push({ text: textOf({ children }), link: `/${url.replace(/\.md$/, "")}` });
  }
  return found;
}

/** An entry point with namespaces has a folder of pages. */
const isFolder = (name) => !existsSync(`out/docs-source/reference/api/${name}.md`);

const generated = [
  { text: "Commands", link: "/reference/commands" },
  {
    text: "API",
    link: "/reference/api/",
    collapsed: true,
    items: Object.keys(entryPoints()).map((name) => ({ text: name, link: `/reference/api/${name}${isFolder(name) ? "/" : ""}` })),
  },
];

const sidebar = sections().map((section) => ({
  ...section,
  collapsed: false,
  items: section.text === "Reference" ? [...generated, ...section.items] : section.items,
}));

export default {
  title: "codings",
  description: "Learn compact representations of your data with autoencoders, in TypeScript.",
  outDir: "../docs",
  markdown: { anchor: { slugify: slugOf } },
  themeConfig: {
    sidebar,
    outline: [2, 3],
    search: { provider: "local" },
    nav: sidebar.filter(({ items }) => items.length > 0).map(({ text, items }) => ({ text, link: items[0].link })),
  },
};
