import { execFile } from "node:child_process";
import { mkdir, readFile, rmdir, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { serve } from "@hono/node-server";
import type { AxeResults } from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { findChromium } from "../../scripts/chromium.mjs";
import { PAGE } from "../../scripts/studio.mjs";
import { pageApp } from "../../src/studio/server/page.node.ts";

/** WebGL in software, so that the page draws the same on every machine. */
const flags = [
  "--no-sandbox",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--no-first-run",
  "--disable-background-networking",
];

/** The studio's built page on localhost, and a Chromium that opens it. */
export interface StudioPages {
  readonly url: string;
  readonly browser: Browser;
  /** Errors on any page of the browser: uncaught ones, unhandled rejections, and those in the console. A test that expects some empties this. */
  readonly errors: string[];
  /** Every address that a page asked for. */
  readonly requests: string[];
  /** A new page, in a context of its own; `hash` such as "#/work?tab=network&data=garments". */
  open(hash?: string, options?: BrowserContextOptions): Promise<Page>;
  /** @throws where a page had an error: so a test file fails even if no test of it looks at them. */
  close(): Promise<void>;
}

/** Builds the page where it is older than its sources, serves it, and starts Chromium. Building takes up to a minute. */
export async function openStudio(...moreFlags: string[]): Promise<StudioPages> {
  await inTurn(build);
  const server = serve({ fetch: pageApp(PAGE).fetch, port: 0, hostname: "127.0.0.1" });
  await new Promise((resolve) => (server.listening ? resolve(undefined) : server.once("listening", resolve)));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browser = await chromium.launch({ executablePath: findChromium(), headless: true, args: [...flags, ...moreFlags] });
  const errors: string[] = [];
  const requests: string[] = [];
  // Whichever way a test opens a page: a new page makes a new context.
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    // The machine may be busy with other tests.
    context.setDefaultTimeout(60_000);
    context.on("weberror", (webError) => errors.push(webError.error().message));
    context.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    return context;
  };
  return {
    url,
    browser,
    errors,
    requests,
    open: async (hash = "", options = {}) => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce", ...options });
      page.on("request", (request) => requests.push(request.url()));
      await page.goto(url + hash);
      return page;
    },
    close: async () => {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
      if (errors.length > 0) throw new Error(`Pages had ${errors.length} errors:\n${[...new Set(errors)].join("\n")}`);
    },
  };
}

/** Until the run on a page has done all its epochs. */
export const trained = (page: Page): Promise<void> =>
  page.getByRole("button", { name: "Go on", exact: true }).waitFor({ timeout: 90_000 });

export type ColorScheme = "light" | "dark";

/** The widths that pages are looked at in, each with the colours that a page begins with: the other ones follow while it is open. */
export const looks = [
  { what: "wide, in the light, then in the dark", width: 1280, schemes: ["light", "dark"] },
  { what: "narrow, in the dark, then in the light", width: 360, schemes: ["dark", "light"] },
] as const satisfies readonly { what: string; width: number; schemes: readonly ColorScheme[] }[];

/** Looks at a page in one colour scheme after the other. */
export async function inSchemes(
  page: Page,
  schemes: readonly ColorScheme[],
  look: (colorScheme: ColorScheme) => Promise<void>,
): Promise<void> {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    await look(colorScheme);
  }
}

/** What axe objects to on a page, or a part of it, a line each. */
export async function axe(page: Page, part = "html"): Promise<string[]> {
  const { resolve } = createRequire(import.meta.url);
  await page.evaluate(await readFile(resolve("axe-core/axe.min.js"), "utf8"));
  const results = (await page.evaluate(`axe.run(${JSON.stringify(part)})`)) as AxeResults;
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}

/** In a process of its own: where NODE_ENV is "test", Vite makes another page than people get. */
async function build(): Promise<void> {
  const { NODE_ENV: _, ...env } = process.env;
  await promisify(execFile)(process.execPath, ["scripts/studio.mjs"], { env });
}

/** A build that was killed left its lock this long ago. */
const FORGOTTEN = 120_000;

/** One test file builds, the others wait: they share the folder. */
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
