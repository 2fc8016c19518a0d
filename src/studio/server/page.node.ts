import { readFile } from "node:fs/promises";
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
  "Cache-Control": "no-cache",
};

/** Puts the headers above on every answer. */
export const withHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
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
  app.get("*", serveStatic({ root: folder }));
  return app;
}
