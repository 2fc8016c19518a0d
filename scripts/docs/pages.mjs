// The pages of docs/ as the site has them. A link to a file elsewhere in the repository leads to a page that shows the file.
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname, join, posix } from "node:path";
import { docsPages, nodesOf, parsePage } from "./markdown.mjs";

export function writePages(folder) {
  cpSync("docs/images", join(folder, "images"), { recursive: true });
  const shown = new Set();
  for (const page of docsPages()) write(join(folder, page.slice("docs/".length)), withLinks(page, shown));
  // A page that is shown may lead to others: the set grows while it is gone through.
  for (const file of shown)
    write(join(folder, `${pageFor(file)}.md`), file.endsWith(".md") ? withLinks(file, shown) : listing(file));
}

/** A page's text. The links that lead out of docs/ are changed, and the files they lead to are added to `shown`. */
function withLinks(page, shown) {
  let text = readFileSync(page, "utf8");
  const from = page.startsWith("docs/") ? posix.dirname(page.slice("docs/".length)) : posix.dirname(pageFor(page));
  for (const { url, position } of nodesOf(parsePage(page), "link", "image").toReversed()) {
    const [path, anchor] = url.split("#");
    if (!path || /^[a-z]+:/.test(path)) continue;
    const file = posix.join(posix.dirname(page), path);
    if (file.startsWith("docs/") && page.startsWith("docs/")) continue;
    if (!file.startsWith("docs/")) shown.add(fileToShow(file));
    const target = file.startsWith("docs/") ? file.slice("docs/".length) : `${pageFor(fileToShow(file))}.md`;
    const relative = posix.relative(from, target);
    const link = `${relative.startsWith(".") ? "" : "./"}${relative}${anchor ? `#${anchor}` : ""}`;
    const [start, end] = [position.start.offset, position.end.offset];
    const source = text.slice(start, end);
    text =
      text.slice(0, start) +
      source.slice(0, source.lastIndexOf(url)) +
      link +
      source.slice(source.lastIndexOf(url) + url.length) +
      text.slice(end);
  }
  return text;
}

/** A folder is shown by its README.md, or by a list of its files. */
function fileToShow(path) {
  const file = path.replace(/\/$/, "");
  if (!statSync(file).isDirectory()) return file;
  return readdirSync(file).includes("README.md") ? `${file}/README.md` : file;
}

const pageFor = (file) => `files/${file.replace(/\.md$/, "").replaceAll(".", "-")}`;

function listing(file) {
  if (statSync(file).isDirectory())
    return `# ${file}\n\n${readdirSync(file)
      .map((name) => `- \`${file}/${name}\``)
      .join("\n")}\n`;
  return `# ${file}\n\n\`\`\`\`${extname(file).slice(1).replace("mjs", "js")}\n${readFileSync(file, "utf8").trimEnd()}\n\`\`\`\`\n`;
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
