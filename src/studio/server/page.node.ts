import { readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { serveStatic } from "@hono/node-server/serve-static";
import { type Context, Hono, type MiddlewareHandler } from "hono";

/** Headers that isolate the page, so that WebAssembly may use threads. */
export const HEADERS: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
};
/** The names of these files contain a hash of their contents, so browsers needn't request them again. */
const NAMED_BY_CONTENT = /[/\\]assets[/\\]/;

/** Adds the headers above to every response. Browsers must check whether a cached file is still valid, unless the response has its own Cache-Control. */
export const withHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
  if (!context.res.headers.has("Cache-Control")) context.header("Cache-Control", "no-cache");
};

/**
 * Sets how long browsers may cache a file, and an ETag. A browser that has the file with this ETag gets no copy, so that the 14 MB of ONNX Runtime aren't sent
 * at each visit.
 */
const onceOnly: MiddlewareHandler<{ Variables: { file?: string } }> = async (context, next) => {
  await next();
  const file = context.get("file");
  if (file === undefined) return;
  if (NAMED_BY_CONTENT.test(file)) context.header("Cache-Control", "max-age=31536000, immutable");
  const { size, mtimeMs } = await stat(file);
  const state = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
  context.header("ETag", state);
  if (context.req.header("If-None-Match") !== state) return;
  await context.res.body?.cancel();
  context.res = new Response(null, { status: 304 });
};

/** The element that tells the page that this server has models and files. Without it, the page doesn't request them. */
const MACHINE = '<meta name="codings-machine" content="api/machine" />';

/** Serves the files of the page with the headers that it needs. @param hasMachine whether the server also offers models and files of this machine. */
export function pageApp(folder: string, { hasMachine = false } = {}): Hono {
  const app = new Hono();
  app.use(withHeaders);
  if (hasMachine)
    app.on("GET", ["/", "/index.html"], async (context) => {
      const html = await readFile(join(folder, "index.html"), "utf8");
      return context.html(html.replace("<title>", `${MACHINE}<title>`));
    });
  const onFound = (file: string, context: Context) => context.set("file", file);
  app.get("*", onceOnly, serveStatic({ root: folder, onFound }));
  // The page's own folder lacks ONNX Runtime's files for GPUs, because they have 27 MB.
  const installed = dirname(createRequire(import.meta.url).resolve("onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm"));
  const rewriteRequestPath = (path: string) => path.replace("/ort/", "/");
  app.get("/ort/*", onceOnly, serveStatic({ root: installed, onFound, rewriteRequestPath }));
  return app;
}
