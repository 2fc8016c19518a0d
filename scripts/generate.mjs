// Generates src/**/*.generated.ts, which need other sources than TypeScript, before anything else. Files that are up to date stay
// unchanged.
import { fileURLToPath } from "node:url";
import { compileKernel } from "./kernel.mjs";
import { generateMapPage } from "./map-page.mjs";

export default async function generate() {
  await compileKernel();
  await generateMapPage();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generate();
