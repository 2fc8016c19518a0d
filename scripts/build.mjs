// npm run build: compiles src/ to dist/, with types, and builds the studio's page. Files of deleted sources are removed from
// dist/.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
if (!existsSync("node_modules/@typescript/native")) fail("The build needs its packages. Run npm ci first.");

const { default: generate } = await import("./generate.mjs");
await generate();
const compiler = ["node_modules/@typescript/native/bin/tsc", "-p", "tsconfig.build.json", "--listEmittedFiles"];
const { status, stdout, stderr } = spawnSync(process.execPath, compiler, { encoding: "utf8", maxBuffer: 2 ** 26 });
const lines = `${stdout}${stderr}`.split("\n").filter(Boolean);
const emitted = new Set(lines.filter((line) => line.startsWith("TSFILE: ")).map((line) => resolve(line.slice(8).trim())));
if (status !== 0) {
  console.error(lines.filter((line) => !line.startsWith("TSFILE: ")).join("\n"));
  fail("The build failed: TypeScript found the errors above.");
}

const { buildStudio, PAGE } = await import("./studio.mjs");
await buildStudio();
const { bundle } = await import("./bundle.mjs");
const bundled = new Set(await bundle());
const cli = resolve("dist/cli");
for (const entry of readdirSync("dist", { recursive: true, withFileTypes: true })) {
  const path = resolve(join(entry.parentPath, entry.name));
  // The command line's own files are in its bundle.
  const isNeeded = bundled.has(path) || path.startsWith(PAGE) || (emitted.has(path) && !path.startsWith(cli));
  if (entry.isFile() && !isNeeded) rmSync(path);
}
if (existsSync("dist/cli/main.js")) chmodSync("dist/cli/main.js", 0o755);

function fail(line) {
  console.error(line);
  process.exit(1);
}
