import { run } from "./.x-check.mjs";

await run({ data: process.argv[2] || undefined, seeds: process.argv[3] });
