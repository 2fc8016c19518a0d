// npm run torture: the long version of the tests in test/torture, which takes minutes. Arguments choose tests by their file:
// `npm run torture -- kills`. At the end it prints the figures that the tests found.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const REPORT = resolve("out/test/torture.txt");
mkdirSync("out/test", { recursive: true });
rmSync(REPORT, { force: true });
const chosen = process.argv.slice(2).map((name) => `test/torture/${name}`);
const { status } = spawnSync(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", ...(chosen.length > 0 ? chosen : ["test/torture/"])],
  { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, TORTURE: "long", TORTURE_REPORT: REPORT } },
);
if (existsSync(REPORT)) console.log(readFileSync(REPORT, "utf8").trimEnd());
process.exitCode = status ?? 1;
