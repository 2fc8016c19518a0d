// npm test: type check, lint, build, then every test. Before, it installs Chromium and Open MPI if they are missing and can be installed.
// Arguments are passed to Vitest: `npm test -- src/graph` runs the tests of that folder. `npm test -- --update-pictures` draws the
// pictures of test/pictures again and runs only their test. The last line counts checks and tests together.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bringChromium } from "./chromium.mjs";
import { bringOpenMpi } from "./openmpi.mjs";

const RESULTS = "out/test/vitest.json";
const results = [];
process.chdir(fileURLToPath(new URL("..", import.meta.url)));
if (!existsSync("node_modules/vitest")) {
  console.error("The tests need their packages. Run npm ci first.");
  process.exit(1);
}

await check("generated sources", "scripts/generate.mjs");
await Promise.all([
  check(
    "type check of the page",
    "node_modules/svelte-check/bin/svelte-check",
    "--tsconfig",
    "tsconfig.studio.json",
    "--threshold",
    "warning",
    "--tsgo-experimental-api",
    "--output",
    "human",
  ),
  check("type check", "node_modules/@typescript/native/bin/tsc", "--noEmit")
    .then(() => check("lint", "node_modules/@biomejs/biome/bin/biome", "check", "."))
    .then(() => check("build", "scripts/build.mjs")),
]);
const chromium = bringChromium();
if (chromium) process.env.CHROMIUM_PATH = chromium;
bringOpenMpi();
const args = process.argv.slice(2);
if (args.includes("--update-pictures")) {
  process.env.UPDATE_PICTURES = "1";
  args.splice(0, args.length, "test/pictures.test.ts");
}
results.push(...vitest(args));

const named = (status) => results.filter((result) => result.status === status).map(({ name }) => name);
for (const name of named("skipped")) console.log(`skipped: ${name}`);
for (const name of named("failed")) console.log(`failed: ${name}`);
console.log(`${named("passed").length} passed, ${named("failed").length} failed, ${named("skipped").length} skipped`);
process.exitCode = named("failed").length > 0 ? 1 : 0;

/** Runs a script, and prints its output when it has ended, because other scripts may run at the same time. */
async function check(name, script, ...args) {
  const began = performance.now();
  const printed = [];
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => printed.push(part));
  const [status] = await once(child, "close");
  process.stdout.write(Buffer.concat(printed));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${status === 0 ? "✓" : "✗"} ${name} (${seconds} s)`);
  results.push({ name, status: status === 0 ? "passed" : "failed" });
}

/** Returns the name and result of every test. A file that can't run counts as a failed test. */
function vitest(args) {
  mkdirSync("out/test", { recursive: true });
  rmSync(RESULTS, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${RESULTS}`];
  const { status } = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...reporters, ...args], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const files = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, "utf8")).testResults : [];
  const tests = files.flatMap(({ name: file, status: ended, message, assertionResults }) => {
    const where = file.slice(process.cwd().length + 1);
    const own = assertionResults.map(({ fullName, status: result }) => ({
      name: `${where}: ${fullName}`,
      status: result === "passed" || result === "failed" ? result : "skipped",
    }));
    const broken = ended === "failed" && !own.some((test) => test.status === "failed");
    return broken ? [...own, { name: `${where}: ${message.split("\n")[0]}`, status: "failed" }] : own;
  });
  const unexplained = status !== 0 && !tests.some((test) => test.status === "failed");
  return unexplained ? [...tests, { name: "vitest ended with an error, see above", status: "failed" }] : tests;
}
