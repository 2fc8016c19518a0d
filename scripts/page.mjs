// Opens a page in Chromium that runs a script of the project's: bundled by esbuild, served from this machine, with onnxruntime-web's
// WebAssembly beside it at /ort/. For the browser tests and benchmarks.
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { findChromium, withoutSuggestions } from "./chromium.mjs";

const ORT = fileURLToPath(new URL("../node_modules/onnxruntime-web/dist", import.meta.url));
const types = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };
const flags = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  withoutSuggestions,
  // A page that asks for another host must fail in the same way on every machine.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];
/** WebGL in software, so that a page draws the same on every machine. */
const softwareGl = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

/**
 * @param {object} options
 * @param {string} options.entry the page's script
 * @param {boolean} [options.isolated] cross-origin isolated, so that WebAssembly may use threads; true by default
 * @param {boolean} [options.webgl] with WebGL, drawn in software; false by default
 * @param {number} [options.deviceScaleFactor] device pixels for each CSS pixel; 1 by default
 * @param {Record<string, string>} [options.files] more files to serve: path on disk by path in the page
 */
export async function openPage({ entry, isolated = true, webgl = false, deviceScaleFactor = 1, files = {} }) {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    logLevel: "silent",
    metafile: true,
  });
  const script = outputFiles[0].text;
  const inMemory = {
    "/": '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>',
    "/page.js": script,
  };
  const opened = await open({
    find: (pathname) =>
      inMemory[pathname] ?? (pathname.startsWith("/ort/") ? { path: join(ORT, basename(pathname)) } : { path: files[pathname] }),
    isolated,
    webgl,
    deviceScaleFactor,
  });
  /** The files that the page's script is made of. */
  const sources = Object.keys(metafile.inputs).filter((path) => !path.startsWith("(disabled):"));
  return { ...opened, sources };
}

/**
 * Opens the page in a folder, its index.html, as `openPage` does.
 * @param {string} folder
 */
export const openFolder = (folder) =>
  open({ find: (pathname) => ({ path: join(folder, pathname === "/" ? "index.html" : pathname) }) });

/** @param {{ find: (pathname: string) => string | { path?: string }, isolated?: boolean, webgl?: boolean, deviceScaleFactor?: number }} options `find` gives a text, or a file's path. */
async function open({ find, isolated = true, webgl = false, deviceScaleFactor = 1 }) {
  const headers = isolated ? { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" } : {};

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    const answer = find(pathname);
    const text = typeof answer === "string" ? answer : undefined;
    const path = typeof answer === "string" ? undefined : answer.path;
    const found = text !== undefined || (path !== undefined && existsSync(path));
    const type = types[extname(pathname === "/" ? "/index.html" : pathname)] ?? "application/octet-stream";
    response.writeHead(found ? 200 : 404, { ...headers, "Content-Type": type });
    if (found && path) createReadStream(path).pipe(response);
    else response.end(text ?? "");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const origin = `http://127.0.0.1:${server.address().port}`;

  const browser = await chromium.launch({
    executablePath: findChromium(),
    headless: true,
    args: [...flags, ...(webgl ? softwareGl : ["--disable-gpu"])],
  });
  const page = await browser.newPage({ deviceScaleFactor });
  /** @type {string[]} */
  const requests = [];
  /** @type {string[]} */
  const errors = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(`${origin}/`, { waitUntil: "load" });

  return {
    page,
    origin,
    /** Every address that the page and its workers asked for. */
    requests,
    /** What went wrong in the page's script, where nothing caught it. */
    errors,
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
