import { join, relative } from "node:path";
import { Readable } from "node:stream";
import { Hono } from "hono";
import { CodingsError } from "../../core/errors.ts";
import { datasets } from "../../data/built-in/index.node.ts";
import { toNpy } from "../../data/readers/npy.ts";
import { placesOf } from "../../models/replace-folder.node.ts";
import { openInside, readInside } from "./inside.node.ts";
import { lookAround, type Machine, type MachineModel, MODEL_FILES, setsHere } from "./machine.node.ts";
import { pageApp, withHeaders } from "./page.node.ts";

export interface StudioServerOptions {
  /** The folder whose models and files the page may open. */
  readonly root: string;
  /** The model that the page opens first. */
  readonly first?: MachineModel;
  /** The folder of the built page; next to this file by default. */
  readonly page?: string;
}

/** The header of files that browsers must never show as a page. */
const BYTES = { "Content-Type": "application/octet-stream" } as const;

/** Serves the studio's page, and the models and files of this machine that it may open. It answers only this machine, and serves only files that it lists. */
export function studioApp({ root, first, page }: StudioServerOptions): Hono {
  const app = new Hono();
  app.use(withHeaders);
  app.onError((error, context) => {
    console.error(`${context.req.method} ${context.req.path}: ${error.message.split("\n")[0]}`);
    return context.text("An unexpected error occurred. See the terminal of codings studio for its message.", 500);
  });
  app.use(async (context, next) => {
    if (!["GET", "HEAD"].includes(context.req.method))
      return context.text("Only the methods GET and HEAD are allowed.", 405, { Allow: "GET, HEAD" });
    await next();
  });
  // A page of another site could reach this server under its own name (DNS rebinding), so only the names of this machine are answered.
  app.use(async (context, next) => {
    const host = (context.req.header("host") ?? "").replace(/:\d+$/, "").toLowerCase();
    if (!["127.0.0.1", "localhost", "[::1]"].includes(host))
      return context.text("This server answers only requests to localhost.", 403);
    await next();
  });
  const machine = async (): Promise<Machine> => {
    const [{ models, files }, sets] = await Promise.all([lookAround(root), setsHere()]);
    const known = first && !models.some(({ path }) => path === first.path) ? [first, ...models] : models;
    return { models: known, files, sets, ...(first && { first: first.path }) };
  };
  app.get("/api/machine", async (context) => context.json(await machine()));
  app.get("/api/model", async (context) => {
    const { path, file = "" } = context.req.query();
    const model = (await machine()).models.find((one) => one.path === path);
    if (!model || !MODEL_FILES.includes(file)) return context.text("There is no such model in this folder.", 404);
    const bytes = await readOfModel(join(root, model.path), file);
    return bytes ? context.body(bytes, 200, BYTES) : context.text(`The model has no ${file}.`, 404);
  });
  app.get("/api/file", async (context) => {
    const file = (await machine()).files.find((one) => one.path === context.req.query("path"));
    const opened = file && (await openInside(root, file.path));
    if (!opened) return context.text("There is no such file in this folder.", 404);
    const { size } = await opened.stat();
    const headers = { ...BYTES, "Content-Length": String(size) };
    if (context.req.method === "HEAD" || size === 0) {
      await opened.close();
      return context.body(null, 200, headers);
    }
    // Sends no more than the announced length if the file grows meanwhile.
    const stream = opened.createReadStream({ start: 0, end: size - 1 });
    return context.body(Readable.toWeb(stream) as ReadableStream, 200, headers);
  });
  app.get("/api/data/:name/:array", async (context) => {
    const { name, array } = context.req.param();
    const set = Object.hasOwn(datasets, name) ? datasets[name] : undefined;
    if (!set || !["examples.npy", "labels.npy"].includes(array)) return context.text("There is no such dataset.", 404);
    try {
      const { examples, labels } = await set.open();
      const wanted = array === "examples.npy" ? examples : labels;
      return wanted
        ? context.body(toNpy(wanted) as Uint8Array<ArrayBuffer>, 200, BYTES)
        : context.text(`${name} has no labels.`, 404);
    } catch (error) {
      if (!(error instanceof CodingsError)) throw error;
      return context.text(error.message, 404);
    }
  });
  app.route("/", pageApp(page, { hasMachine: true }));
  return app;
}

/** Reads a file of a model folder, or its new version while the model is being saved. Returns undefined if `readInside` can't read it. */
async function readOfModel(folder: string, file: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  for (const place of await placesOf(folder)) {
    const bytes = await readInside(folder, join(relative(folder, place), file));
    if (bytes) return bytes;
  }
  return undefined;
}
