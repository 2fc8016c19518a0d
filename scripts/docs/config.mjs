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
  // Programs side by side take the place of the list of headings.
  transformPageData: (page) => page.relativePath === "coming-from.md" && { frontmatter: { ...page.frontmatter, aside: false } },
  markdown: { anchor: { slugify: slugOf } },
  // The reference and the index of the search are large on purpose.
  vite: { build: { chunkSizeWarningLimit: 4000 } },
  themeConfig: {
    sidebar,
    outline: [2, 3],
    sidebarMenuLabel: "Pages",
    search: { provider: "local" },
    nav: sidebar
      .filter(({ text }) => ["Getting started", "Tutorials", "How-to guides", "Reference"].includes(text))
      .map(({ text, items }) => ({ text, link: items[0].link })),
  },
};
