// Times one epoch of the lecture's stacked autoencoder (as in stacked.mjs) in a page of Chromium, with WebAssembly.
// To run it alone: node bench/browser-epoch.mjs, after npm run build.
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium } from "../scripts/chromium.mjs";
import { openPage } from "../scripts/page.mjs";
import { FOLDER, writeStackedData } from "./stacked-data.mjs";

const entry = fileURLToPath(new URL("browser-page.mjs", import.meta.url));

/** The pages to measure. Only cross-origin isolated pages can use threads, and one core is left for the page itself. */
export const configurations = [
  { name: "page, 1 thread", isolated: false, threads: 1 },
  { name: "isolated page, cores - 1 threads", isolated: true, threads: Math.max(1, availableParallelism() - 1) },
];

/**
 * Opens a page with data and model. Call writeStackedData() before. `epoch(i)` continues the training with the order of epoch i
 * and returns `{ seconds, loss }`. The time includes gathering the shuffled batches.
 */
export async function openEpochPage({ isolated, threads }) {
  if (!findChromium())
    throw new Error("Chromium isn't installed. Install it (apt install chromium), or set CHROMIUM_PATH to the path of Chrome.");
  const files = Object.fromEntries(readdirSync(FOLDER).map((file) => [`/data/${file}`, join(FOLDER, file)]));
  const opened = await openPage({ entry, isolated, files });
  const ready = await opened.page.evaluate((count) => globalThis.prepare(count), threads);
  return {
    ...ready,
    epoch: (index) => opened.page.evaluate((i) => globalThis.epoch(i), index),
    close: opened.close,
  };
}

/** Measures the seconds of one epoch in a new page, after a warm-up epoch. */
export async function browserEpoch({ isolated = false, threads = 1 } = {}) {
  const page = await openEpochPage({ isolated, threads });
  try {
    await page.epoch(0);
    return (await page.epoch(1)).seconds;
  } finally {
    await page.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeStackedData();
  for (const { name, ...options } of configurations)
    console.log(`${name}: ${(await browserEpoch(options)).toFixed(2)} s per epoch`);
}
