import { readdirSync } from "node:fs";
import type { Code, Html, Nodes, Root } from "mdast";
import { docsPages, nodesOf, parsePage } from "../../scripts/docs/markdown.mjs";

/** Every page that a reader of the repository meets. */
export const pages: readonly string[] = [
  ...docsPages(),
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync("examples").flatMap((name) => (name.endsWith(".md") ? [`examples/${name}`] : [])),
];

const parsed = new Map<string, Root>();

/** A page as a tree of Markdown nodes, parsed once for all tests. */
export function treeOf(page: string): Root {
  const tree = parsed.get(page) ?? (parsePage(page) as Root);
  parsed.set(page, tree);
  return tree;
}

/** A block of code on a page. */
export interface Block {
  readonly page: string;
  /** The first line of its code, counted from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** The lines of the comment `<!-- given … -->` before it: what earlier text of the page says, for the compiler. */
  readonly given: string;
  /** Whether the comment `<!-- run -->` stands before it. */
  readonly runs: boolean;
  /** Whether the comment `<!-- rerun -->` or `<!-- rerun: slow -->` stands before it. */
  readonly rerun?: "quick" | "slow";
  /** The block of output behind it, in the language `text`. */
  readonly output?: string;
}

/** The blocks of code on a page, in its order. */
export function blocksOf(page: string): Block[] {
  const { children } = treeOf(page);
  return children.flatMap((node, place) => {
    const blocks = nodesOf(node, "code") as Code[];
    return blocks.map((block) => {
      const marks = block === node ? marksBefore(children, place) : [];
      const next = children[place + 1];
      return {
        page,
        line: block.position!.start.line + (block.lang ? 1 : 0),
        language: block.lang ?? "",
        text: block.value,
        given: marks.flatMap((mark) => /^<!-- given\n(.*)\n-->$/s.exec(mark)?.[1] ?? []).join("\n"),
        runs: marks.includes("<!-- run -->"),
        ...(marks.includes("<!-- rerun -->") && { rerun: "quick" as const }),
        ...(marks.includes("<!-- rerun: slow -->") && { rerun: "slow" as const }),
        ...(next?.type === "code" && next.lang === "text" && { output: next.value }),
      };
    });
  });
}

/** The comments that stand before a node, without anything between them. */
function marksBefore(children: readonly Nodes[], place: number): string[] {
  const before = children.slice(0, place).toReversed();
  const end = before.findIndex(({ type }) => type !== "html");
  return before.slice(0, end < 0 ? before.length : end).flatMap((node) => (node as Html).value.split(/(?<=-->)\n/));
}
