// Opens a page in Chromium that runs a script of this project, for browser tests and benchmarks. esbuild bundles the script, a
// local server serves it, and onnxruntime-web's WebAssembly is at /ort/.
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
  // Requests to other hosts must fail in the same way on every machine.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];
/** Flags for WebGL in software, so that a page looks the same on every machine. */
const softwareGl = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
/** Flags for WebGPU in software. */
const softwareWebgpu = ["--use-webgpu-adapter=swiftshader", "--enable-unsafe-webgpu"];

/**
 * Opens a page that runs a script.
 * @param {object} options
 * @param {string} options.entry path of the script
 * @param {boolean} [options.isolated] whether the page is cross-origin isolated, so that WebAssembly can use threads; true by
 * default
 * @param {boolean} [options.webgl] whether the page has WebGL, in software; false by default
 * @param {boolean} [options.webgpu] whether the page has WebGPU, in software; false by default
 * @param {number} [options.deviceScaleFactor] number of device pixels for each CSS pixel; 1 by default
 * @param {Record<string, string>} [options.files] other files to serve: the path on disk by the path in the page
 */
export async function openPage({ entry, isolated = true, webgl = false, webgpu = false, deviceScaleFactor = 1, files = {} }) {
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
    webgpu,
    deviceScaleFactor,
  });
  /** The source files of the script. */
  const sources = Object.keys(metafile.inputs).filter((path) => !path.startsWith("(disabled):"));
  return { ...opened, sources };
}

/**
 * Opens the index.html of a folder, as `openPage` does.
 * @param {string} folder
 */
export const openFolder = (folder) =>
  open({ find: (pathname) => ({ path: join(folder, pathname === "/" ? "index.html" : pathname) }) });

/**
 * @param {{ find: (pathname: string) => string | { path?: string }, isolated?: boolean, webgl?: boolean, webgpu?: boolean,
 * deviceScaleFactor?: number }} options `find` returns a text, or the path of a file.
 */
async function open({ find, isolated = true, webgl = false, webgpu = false, deviceScaleFactor = 1 }) {
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
    args: [
      ...flags,
      ...(webgl ? softwareGl : []),
      ...(webgpu ? softwareWebgpu : []),
      ...(webgl || webgpu ? [] : ["--disable-gpu"]),
    ],
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
    /** The URLs of all requests of the page and its workers. */
    requests,
    /** The uncaught errors of the page's script. */
    errors,
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
