// What is made from other sources than TypeScript's before anything else: src/**/*.generated.ts, where older than what they are made of.
import { fileURLToPath } from "node:url";
import { compileKernel } from "./kernel.mjs";
import { generateMapPage } from "./map-page.mjs";

export default async function generate() {
  await compileKernel();
  await generateMapPage();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generate();
