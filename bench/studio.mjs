// Measures the studio's page in Chromium on this machine: `npm run bench -- studio [--minutes 10]`. It measures the first paint,
// the time until training starts, the response to a click in training, the memory over a long run, and the size of the page.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { median } from "../dist/core/statistics.js";
import { serveStudio } from "../dist/studio/server/serve.node.js";
import { findChromium } from "../scripts/chromium.mjs";
import { PAGE } from "../scripts/studio.mjs";
import { machine } from "./report.mjs";

const percentile = (values, share) => values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))];

const weight = () => {
  const files = readdirSync(PAGE, { recursive: true, encoding: "utf8" }).filter((file) => statSync(join(PAGE, file)).isFile());
  const sizeOf = (some) => some.reduce((sum, file) => sum + gzipSync(readFileSync(join(PAGE, file)), { level: 9 }).length, 0);
  return {
    page: sizeOf(files.filter((file) => !file.startsWith("ort"))),
    runtime: sizeOf(files.filter((file) => file.startsWith("ort"))),
  };
};

/** Measures a first visit: milliseconds until the first paint, and until the first training steps. */
async function visit({ browser, at }) {
  const page = await browser.newPage();
  const began = performance.now();
  await page.goto(at());
  await page.waitForFunction(() => /Epoch (?!0\.0)/.test(document.body.innerText), undefined, { polling: 20 });
  const learning = performance.now() - began;
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
  await page.context().close();
  return { paint, learning };
}

/** Measures the milliseconds from a click to the frame that shows its effect, in training. */
async function presses({ browser, at }) {
  const page = await browser.newPage();
  await page.goto(at("#/work?data=garments&epochs=100000"));
  await page.waitForFunction(() => /of 100000/.test(document.body.innerText) && !/0\.0 of/.test(document.body.innerText));
  const waits = await page.evaluate(async () => {
    const shown = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))));
    const tabs = [...document.querySelectorAll('[role="tab"]')];
    const found = [];
    for (let i = 0; i < 40; i++) {
      const began = performance.now();
      tabs[i % 4].click();
      found.push((await shown()) - began);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    return found;
  });
  await page.context().close();
  return waits;
}

/** Measures the memory of the page's process in MiB, every ten seconds of a run. */
async function memory({ browser, at }, minutes) {
  const page = await browser.newPage();
  const cdp = await browser.newBrowserCDPSession();
  await page.goto(at("#/work?data=mnist&epochs=100000"));
  const found = [];
  for (let i = 0; i < minutes * 6; i++) {
    await page.waitForTimeout(10_000);
    const { processInfo } = await cdp.send("SystemInfo.getProcessInfo");
    const resident = processInfo
      .filter(({ type }) => type === "renderer")
      .map(({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0) / 1024);
    found.push(Math.round(Math.max(...resident)));
  }
  const epochs = await page.locator(".bar dd").first().innerText();
  await page.context().close();
  return { found, epochs };
}

export async function run({ rounds, minutes = "10" }) {
  const server = await serveStudio({ root: process.cwd(), page: PAGE, port: 0 });
  const browser = await chromium.launch({
    executablePath: findChromium(),
    headless: true,
    args: ["--no-sandbox", "--disable-gpu"],
  });
  const opened = { browser, at: server.at };
  const visits = [];
  for (let i = 0; i < rounds; i++) visits.push(await visit(opened));
  const waits = await presses(opened);
  const { found, epochs } = Number(minutes) > 0 ? await memory(opened, Number(minutes)) : { found: [] };
  await browser.close();
  await server.close();
  const { page, runtime } = weight();
  const third = Math.ceil(found.length / 3);
  const result = {
    machine: machine(),
    firstPaintMs: median(visits.map(({ paint }) => paint)),
    learningAfterMs: median(visits.map(({ learning }) => learning)),
    pressMedianMs: median(waits),
    press95Ms: percentile(waits, 0.95),
    pageKilobytes: page / 1000,
    runtimeKilobytes: runtime / 1000,
    ...(found.length > 0 && {
      epochs,
      memoryFirstThirdMiB: median(found.slice(0, third)),
      memoryLastThirdMiB: median(found.slice(-third)),
      memoryMiB: found,
    }),
  };
  mkdirSync("out/bench", { recursive: true });
  writeFileSync("out/bench/studio.json", `${JSON.stringify(result, undefined, 2)}\n`);
  console.log(result);
  console.log("out/bench/studio.json");
}
