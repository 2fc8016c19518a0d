import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono, type MiddlewareHandler } from "hono";

/** Where the built page lies: beside this file in the package; in a clone, in dist. */
const PAGE = fileURLToPath(new URL("../page", import.meta.url));

/** What the page may do, and that it is alone: so WebAssembly may use threads. */
const HEADERS: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
};
/** The build names these files by what is in them: a browser that has one needn't ask for it again, as each worker would. */
const NAMED_BY_CONTENT = /[/\\]assets[/\\]/;

/** Puts the headers above on every answer. A browser asks again whether what it has is still right, unless the answer says otherwise. */
export const withHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
  if (!context.res.headers.has("Cache-Control")) context.header("Cache-Control", "no-cache");
};

/**
 * Says how long a browser may keep a file, and names the file's state: where the browser has it in this state, it isn't sent again. 14 MB of ONNX Runtime
 * needn't come at each visit.
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

/** What a page looks for before it asks for what the machine has: a server of nothing but files isn't asked for what it hasn't. */
const MACHINE = '<meta name="codings-machine" content="api/machine" />';

/** The page's files, from a folder, with the headers that it needs. @param hasMachine whether the server tells the page of the machine's own data. */
export function pageApp(folder = PAGE, { hasMachine = false } = {}): Hono {
  const app = new Hono();
  app.use(withHeaders);
  if (hasMachine)
    app.on("GET", ["/", "/index.html"], async (context) => {
      const html = await readFile(join(folder, "index.html"), "utf8");
      return context.html(html.replace("<title>", `${MACHINE}<title>`));
    });
  app.get("*", onceOnly, serveStatic({ root: folder, onFound: (file, context) => context.set("file", file) }));
  return app;
}
