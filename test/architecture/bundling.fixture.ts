import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { openFolder } from "../../scripts/page.mjs";
import { type Installed, project } from "./installed.fixture.ts";

/** The programs of docs/bundling.md by their names. */
async function programs(): Promise<[name: string, text: string][]> {
  const page = await readFile(join(project, "docs/bundling.md"), "utf8");
  return [...page.matchAll(/^```js\n(?:\/\/ (\S+)\n)?([\s\S]*?)^```$/gm)].map(([, name, text]) => [name!, text!]);
}

/** Three losses, each lower than the one before. */
function expectFalling(printed: string): void {
  const losses = [...printed.matchAll(/\b0\.\d{3}\b/g)].map(([loss]) => Number(loss));
  expect(losses).toHaveLength(3);
  expect(losses).toEqual(losses.toSorted((a, b) => b - a));
  expect(new Set(losses).size).toBe(3);
}

const OUTSIDE = /(?:^|[^.])\b(?:from|import|require)\s*\(?"((?:onnxruntime|sharp|@duckdb|@resvg)[^"]*)"/g;

/** Tests that what docs/bundling.md says works, with its own programs. */
export function bundling(here: Installed): void {
  const node = (...args: string[]) => here.run(process.execPath, ...args);
  beforeAll(async () => {
    for (const [name, text] of await programs()) await here.write(name, text);
  });

  it.each([
    ["build-node.mjs", "out/app.mjs"],
    ["build-cjs.mjs", "out/app.cjs"],
  ])("%s makes one file of a program that trains natively", async (builder, bundle) => {
    await node(builder);
    const printed = await node(bundle);
    expect(printed).toMatch(/^onnxruntime-node /);
    expectFalling(printed);
    const text = await readFile(join(here.folder, bundle), "utf8");
    expect(text).not.toMatch(/(?:from|require\() ?"codings/);
    expect([...text.matchAll(OUTSIDE)].map(([, name]) => name)).toContain("onnxruntime-node");
  });

  it("the packages that stay outside can't be in a bundle", async () => {
    const builder = await readFile(join(here.folder, "build-node.mjs"), "utf8");
    await here.write("build-all.mjs", builder.replace(/ external: .*\n/, ' logLevel: "silent",\n').replace("app.js", "table.js"));
    await here.write("table.js", 'import { openTable } from "codings";', 'await openTable("table.csv");');
    await expect(node("build-all.mjs")).rejects.toThrow(/No loader is configured for "\.node" files/);
  });

  it("a worker thread trains, and sends back what it made of an array", async () => {
    const printed = await node("main.js");
    expectFalling(printed);
    expect(printed).toMatch(/codings \[256,4\]$/);
  });

  it("CommonJS requires it", async () => {
    const printed = await node("required.cjs");
    expect(printed).toMatch(/^function /);
    expectFalling(printed);
  });

  it.skipIf(!findChromium())("Vite builds a page whose worker trains", async () => {
    await here.write("index.html", PAGE.replace("page.js", "./page.js"));
    await node("node_modules/vite/bin/vite.js", "build", "--base", "./", "--outDir", "site", "--logLevel", "warn");
    expectFalling(await lossesIn(join(here.folder, "site")));
  });

  it.skipIf(!findChromium())("esbuild builds the same page", async () => {
    await node("build-page.mjs");
    await here.write("public/index.html", PAGE);
    expectFalling(await lossesIn(join(here.folder, "public")));
  });
}

const PAGE = '<!doctype html><link rel="icon" href="data:,"><pre id="losses"></pre><script type="module" src="page.js"></script>';

/** What the page in a folder shows when its worker is done. */
async function lossesIn(folder: string): Promise<string> {
  const { page, errors, close } = await openFolder(folder);
  try {
    const losses = page.locator("#losses");
    await expect.poll(() => losses.textContent(), { timeout: 40_000 }).not.toBe("");
    expect(errors).toEqual([]);
    return (await losses.textContent())!;
  } finally {
    await close();
  }
}
