import { execFile, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { runCodings } from "../codings.fixture.ts";
import { blocksOf, pages } from "./pages.fixture.ts";

// Runs the Python on pages with the Python of .venv, or the system's. A block whose packages aren't installed is skipped.

const run = promisify(execFile);
const python = existsSync(".venv/bin/python") ? resolve(".venv/bin/python") : "python3";
const FOLDER = "out/test/python";

const blocks = pages.flatMap(blocksOf).filter(({ language }) => language === "python");
const names = blocks.map((block) => [`${block.page}:${block.line}`, block] as const);

it.for(names)("%s runs", { timeout: 300_000 }, async ([name, { text, given }], { skip }) => {
  const modules = Array.from(text.matchAll(/^(?:import|from) (\w+)/gm), ([, module]) => module!);
  const imports = `import importlib.util as u, sys; sys.exit(0 if all(map(u.find_spec, ${JSON.stringify(modules)})) else 1)`;
  skip(spawnSync(python, ["-c", imports]).status !== 0, `Python or one of ${modules.join(", ")} is missing`);
  const folder = join(FOLDER, name.replace(/\W/g, "-"));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync("examples/orders.csv", join(folder, "orders.csv"));
  if (text.includes('"digits/')) {
    const { status } = await runCodings(folder, ["train", "garments", "--epochs", "1", "--out", "digits"]);
    expect(status).toBe(0);
  }
  writeFileSync(join(folder, "program.py"), `${given}\n${text}\n`);
  await run(python, ["program.py"], { cwd: folder, env: { ...process.env, KERAS_BACKEND: "torch" } });
});

it("there are some", () => expect(names.length).toBeGreaterThan(2));
