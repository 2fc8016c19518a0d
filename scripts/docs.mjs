// npm run docs: builds the documentation site into out/docs. With --serve it then serves the site on this machine. With --outputs it
// runs the commands of the pages instead, and compares their output with the output on the pages. This takes minutes.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const unknown = process.argv.slice(2).filter((argument) => !["--serve", "--outputs"].includes(argument));
if (unknown.length > 0) {
  console.error(`Unknown argument ${unknown[0]}. Use --serve or --outputs, for example: npm run docs -- --serve`);
  process.exit(2);
}
if (process.argv.includes("--outputs")) {
  const { status } = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", "test/docs/outputs.test.ts"], {
    stdio: "inherit",
    env: { ...process.env, OUTPUTS: "all" },
  });
  process.exit(status ?? 1);
}

const SOURCE = "out/docs-source";
const SITE = "out/docs";
const { default: generate } = await import("./generate.mjs");
const { writePages } = await import("./docs/pages.mjs");
const { writeCommands } = await import("./docs/commands.mjs");
const { writeApi } = await import("./docs/api.mjs");

rmSync(SOURCE, { recursive: true, force: true });
mkdirSync(`${SOURCE}/reference`, { recursive: true });
await generate();
writePages(SOURCE);
await writeCommands(`${SOURCE}/reference/commands.md`);
await writeApi(`${SOURCE}/reference/api`);
cpSync("scripts/docs/theme", `${SOURCE}/.vitepress/theme`, { recursive: true });
cpSync("scripts/docs/config.mjs", `${SOURCE}/.vitepress/config.mjs`);

const { build, serve } = await import("vitepress");
await build(SOURCE);
console.log(`The documentation is in ${SITE}. Any web server can serve it; "npm run docs -- --serve" does so on this machine.`);
if (process.argv.includes("--serve")) await serve({ root: SOURCE, port: 4173 });
