import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, rmdir, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { serve } from "@hono/node-server";
import type { AxeResults } from "axe-core";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect } from "vitest";
import { findChromium, withoutSuggestions } from "../../scripts/chromium.mjs";
import { PAGE } from "../../scripts/studio.mjs";
import { toPng } from "../../src/figures/png.node.ts";
import { pageApp } from "../../src/studio/server/page.node.ts";

/** Flags of Chromium. WebGL runs in software, so that the page draws the same on every machine. */
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--no-first-run",
  "--disable-background-networking",
  // A page is open for a few seconds only, so optimizing rarely used code would take longer than it saves.
  "--js-flags=--wasm-tiering-budget=400000000",
  withoutSuggestions,
];

/** A Chromium that collects the errors of all its pages: uncaught errors, unhandled rejections, and console errors. */
export interface WatchedBrowser {
  readonly browser: Browser;
  /** A test that expects errors must empty this list. */
  readonly errors: string[];
  /** Closes the browser. @throws if a page had an error, so that a test file fails even if none of its tests checks for errors. */
  close(): Promise<void>;
}

export async function launchChromium(...moreFlags: string[]): Promise<WatchedBrowser> {
  const browser = await chromium.launch({ executablePath: findChromium(), headless: true, args: [...flags, ...moreFlags] });
  const errors: string[] = [];
  // Every way to open a page makes a new context, so the listeners are added here.
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    // The machine may be busy with other tests.
    context.setDefaultTimeout(60_000);
    context.on("weberror", (webError) => errors.push(webError.error().message));
    context.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    return context;
  };
  const close = async () => {
    await browser.close();
    if (errors.length > 0) throw new Error(`Pages had ${errors.length} errors:\n${[...new Set(errors)].join("\n")}`);
  };
  return { browser, errors, close };
}

/** The studio's built page on localhost, with a Chromium that opens it. */
export interface StudioPages extends WatchedBrowser {
  readonly url: string;
  /** Every address that a page requested. */
  readonly requests: string[];
  /** Returns a context that shares nothing with earlier pages except cached files and compiled code. After it is closed, another test may get it. */
  context(): Promise<BrowserContext>;
  /** Opens a new page in its own context. @param address such as "#/work?tab=network&data=garments", or an address of another server. */
  open(address?: string, options?: BrowserContextOptions): Promise<Page>;
}

/** Builds the page if it is older than its sources, serves it, and starts Chromium. Building takes up to a minute. */
export async function openStudio(...moreFlags: string[]): Promise<StudioPages> {
  await inTurn(build);
  const server = serve({ fetch: pageApp(PAGE).fetch, port: 0, hostname: "127.0.0.1" });
  await new Promise((resolve) => (server.listening ? resolve(undefined) : server.once("listening", resolve)));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const watched = await launchChromium(...moreFlags);
  const { browser } = watched;
  const requests: string[] = [];
  const usual = { viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" } as const;
  const context = again(() => browser.newContext(usual));
  return {
    ...watched,
    url,
    requests,
    context,
    open: async (address = "", { viewport, ...options } = {}) => {
      const isUsual = Object.keys(options).length === 0;
      const page = await (isUsual ? await context() : await browser.newContext({ ...usual, ...options })).newPage();
      if (viewport) await page.setViewportSize(viewport);
      page.on("request", (request) => requests.push(request.url()));
      await page.goto(new URL(address, url).href);
      return page;
    },
    close: async () => {
      await watched.close().finally(() => new Promise((resolve) => server.close(resolve)));
    },
  };
}

/** Returns a function that reuses closed contexts. The first page of a new context takes 1.4 s longer, to load and compile 14 MB of ONNX Runtime. */
function again(make: () => Promise<BrowserContext>): () => Promise<BrowserContext> {
  const free: BrowserContext[] = [];
  return async () => {
    const known = free.pop();
    if (known) return known;
    const context = await make();
    const addresses = new Set<string>();
    context.on("request", (request) => addresses.add(new URL(request.url()).origin));
    context.close = async () => {
      const blank = await context.newPage();
      await Promise.all(context.pages().map((page) => page === blank || page.close()));
      const session = await context.newCDPSession(blank);
      for (const origin of addresses) await session.send("Storage.clearDataForOrigin", { origin, storageTypes: "all" });
      await blank.close();
      free.push(context);
    };
    return context;
  };
}

/** Returns PNG files of 16 x 16 pixels, to open in a page: discs and squares in many colours. */
export const colourPictures = (count: number) =>
  Array.from({ length: count }, (_, i) => {
    const colour = `rgb(${(37 * i) % 256},${(91 * i) % 256},${255 - ((53 * i) % 256)})`;
    const [x, y] = [2 + (i % 5), 2 + (i % 7)];
    const shape =
      i % 2
        ? `<rect x="${x}" y="${y}" width="7" height="7" fill="${colour}"/>`
        : `<circle cx="${x + 4}" cy="${y + 4}" r="4" fill="${colour}"/>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8" viewBox="0 0 16 16">${shape}</svg>`;
    return { name: `${i}.png`, mimeType: "image/png", buffer: Buffer.from(toPng({ svg, width: 8, height: 8 })) };
  });

/** Waits until the run on a page has done all its epochs. */
export const trained = (page: Page): Promise<void> =>
  page.getByRole("button", { name: "Continue", exact: true }).waitFor({ timeout: 90_000 });

/** Returns the epoch that a page shows. */
export const shownEpoch = async (page: Page): Promise<number> =>
  Number.parseFloat(await page.locator(".bar dd").first().innerText());

/** Returns the run that a tab has stored in the browser, or undefined if there is none. */
export const keptRun = (page: Page) =>
  page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open("codings-studio");
      request.onsuccess = () => resolve(request.result);
    });
    type Written = { isRunning: boolean; settings: { seed: number }; moments: number[] };
    const run = await new Promise<Written | undefined>((resolve) => {
      const key = `${sessionStorage.getItem("run")}/run`;
      const request = database.transaction("run").objectStore("run").get(key);
      request.onsuccess = () => resolve(request.result);
    });
    database.close();
    return run && { isRunning: run.isRunning, seed: run.settings.seed, epochs: run.moments.at(-1)! };
  });

/** Pauses a run and waits until it has stopped and is stored as it is shown. @returns the epoch that is shown. */
export async function pause(page: Page): Promise<number> {
  await page.locator(".bar").getByRole("button", { name: "Pause", exact: true }).click();
  const restsAt = async () => {
    const [kept, shown] = [await keptRun(page), await shownEpoch(page)];
    return kept && !kept.isRunning && kept.epochs.toFixed(1) === shown.toFixed(1);
  };
  await expect.poll(restsAt, { timeout: 60_000 }).toBe(true);
  return shownEpoch(page);
}

/** Waits until a page shows a stopped run at an epoch. */
export const restsAt = (page: Page, epoch: number): Promise<void> =>
  expect
    .poll(
      async () => {
        const run = page.locator(".bar").getByRole("button", { name: "Run", exact: true, disabled: false });
        return (await run.count()) > 0 && (await shownEpoch(page));
      },
      { timeout: 60_000 },
    )
    .toBe(epoch);

/** Waits until `shown` returns the same value twice within half a second, and returns it. @throws if that takes more than a minute. */
export async function still<T>(shown: () => Promise<T>): Promise<T> {
  let before = await shown();
  for (let i = 0; i < 120; i++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const now = await shown();
    if (now === before) return now;
    before = now;
  }
  throw new Error("The page still changes after a minute.");
}

type ColorScheme = "light" | "dark";

export interface LookOptions {
  /** The widths of the page in pixels; by default those of a desktop and a phone. */
  readonly widths?: readonly number[];
  /** The name of pictures of the page, to which the colours and the width are added (see `takePicture`). */
  readonly pictures?: string;
  /** Waits before each check. */
  readonly ready?: () => Promise<unknown>;
}

/** Checks a page in each width and in both colour schemes. @returns its faults, one line each: violations that axe finds, and content beyond the right edge. */
export async function faultsOf(page: Page, { widths = [1280, 360], pictures, ready }: LookOptions = {}): Promise<string[]> {
  const faults: string[] = [];
  const isDark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  let schemes: readonly ColorScheme[] = isDark ? ["dark", "light"] : ["light", "dark"];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      await ready?.();
      const reached = await page.evaluate(() => document.documentElement.scrollWidth);
      // The second colour scheme can only change colours.
      const objections = await axe(page, "html", colorScheme === schemes[0] ? "all" : "colours");
      const found = [...objections, ...(reached > width ? [`reaches to ${reached} pixels`] : [])];
      faults.push(...found.map((fault) => `${width} pixels wide, ${colorScheme}: ${fault}`));
      if (pictures) await takePicture(page, `${pictures}-${colorScheme}-${width}`);
    }
    schemes = schemes.toReversed();
  }
  return faults;
}

const axeScript = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Takes a picture of a whole page for people, as `NAME.png` in the folder that the environment variable `PICTURES` names. Without the variable, no picture is
 * taken, because each takes half a second and no test uses them.
 */
export async function takePicture(page: Page, name: string): Promise<void> {
  const { PICTURES } = process.env;
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

/** The rules of axe about colours. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** Returns the violations that axe finds on a page or a part of it, one line each, by all rules or only by those about colours. */
export async function axe(page: Page, part = "html", rules: "all" | "colours" = "all"): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axeScript);
  const options = { resultTypes: ["violations"], ...(rules === "colours" && { runOnly: COLOUR_RULES }) };
  const results = (await page.evaluate(`axe.run(${JSON.stringify(part)}, ${JSON.stringify(options)})`)) as AxeResults;
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}

/** Builds in a separate process, because Vite makes a different page if NODE_ENV is "test". */
async function build(): Promise<void> {
  const { NODE_ENV: _, ...env } = process.env;
  await promisify(execFile)(process.execPath, ["scripts/studio.mjs"], { env });
}

/** A lock older than this, in milliseconds, was left by a build that was killed. */
const FORGOTTEN = 120_000;

/** Lets one test file build while the others wait, because they share the folder. */
async function inTurn(work: () => Promise<void>): Promise<void> {
  const lock = join(dirname(PAGE), "building");
  await mkdir(dirname(lock), { recursive: true });
  while (
    !(await mkdir(lock)
      .then(() => true)
      .catch(() => false))
  ) {
    const made = await stat(lock).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > FORGOTTEN) await rmdir(lock).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  try {
    await work();
  } finally {
    await rmdir(lock);
  }
}
