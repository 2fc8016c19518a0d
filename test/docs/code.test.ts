import { execFile } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { entryPoints } from "../../scripts/docs/entry-points.mjs";
import { type Block, blocksOf, pages } from "./pages.fixture.ts";
import { isAsShown } from "./pattern.fixture.ts";

const run = promisify(execFile);
const FOLDER = "out/test/docs";

/** What the blocks of README.md use that is said around them. */
const GIVEN_IN_README = 'declare const train: import("codings").Dataset, validation: import("codings").Dataset;';

const blocks = pages.flatMap(blocksOf);
const nameOf = ({ page, line, language }: Block) => `${page.replace(/\W/g, "-")}-${line}.${language}`;

beforeAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
});

/** Compiles files against the sources, strictly, and gives the compiler's lines. */
async function compile(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = join(FOLDER, "types");
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const paths = Object.fromEntries(Object.entries(entryPoints()).map(([name, file]) => [name, [`../../../../${file}`]]));
  const compilerOptions = { paths, rootDir: "../../../..", checkJs: true, noImplicitAny: true, noEmit: true };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: "../../../../tsconfig.json", compilerOptions, include: ["."], exclude: [] }),
  );
  const compiler = "node_modules/@typescript/native/bin/tsc";
  const { stdout } = await run(process.execPath, [compiler, "-p", folder]).catch((error) => error as { stdout: string });
  return stdout.split("\n").filter((line) => line.includes("error TS"));
}

it("TypeScript on pages compiles, strictly, with the package's own types", async () => {
  const own = blocks.filter(({ language }) => language === "ts");
  const files = own.map((block) => {
    const lacksParts = block.page === "README.md" && /\btrain\.examples/.test(block.text) && !/const \{ train\b/.test(block.text);
    const given = lacksParts ? GIVEN_IN_README : block.given;
    return [nameOf(block), `${given.replaceAll("\n", " ")}\n${block.text}\nexport {};\n`];
  });
  const errors = await compile(Object.fromEntries(files));
  expect(errors).toEqual([]);
  expect(own.length).toBeGreaterThan(30);
}, 120_000);

describe("programs that pages mark with <!-- run --> run", () => {
  const programs = blocks.filter(({ runs }) => runs);
  it.each(programs.map((block) => [`${block.page}:${block.line}`, block] as const))("%s", async (_name, block) => {
    const folder = join(FOLDER, nameOf(block));
    mkdirSync(folder, { recursive: true });
    cpSync("examples/orders.csv", join(folder, "orders.csv"));
    const { code } = await transform(block.text, { loader: "ts", format: "esm" });
    writeFileSync(join(folder, "program.mjs"), code);
    const { stdout, stderr } = await run(process.execPath, ["program.mjs"], { cwd: folder });
    expect(stderr).toBe("");
    if (block.output !== undefined && !isAsShown(stdout, block.output)) expect(stdout.trim()).toBe(block.output);
  });
  it("there are some", () => expect(programs.length).toBeGreaterThan(5));
});
