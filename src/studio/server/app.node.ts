import type { FileHandle } from "node:fs/promises";
import { join, relative } from "node:path";
import { Readable } from "node:stream";
import { type Context, Hono } from "hono";
import { CodingsError } from "../../core/errors.ts";
import { datasets } from "../../data/built-in/index.node.ts";
import { toNpy } from "../../data/readers/npy.ts";
import { placesOf } from "../../models/replace-folder.node.ts";
import { type Access, onlyReads, onlyWithToken } from "./access.node.ts";
import { openInside } from "./inside.node.ts";
import { lookAround, type Machine, type MachineFile, type MachineModel, MODEL_FILES, setsHere } from "./machine.node.ts";
import { pageApp, withHeaders } from "./page.node.ts";

export interface StudioServerOptions {
  /** The folder whose models and files the page may open. */
  readonly root: string;
  /** The model that the page opens first. */
  readonly first?: MachineModel;
  /** The model file that the page opens first. */
  readonly file?: MachineFile;
  /** The folder of the built page. */
  readonly page: string;
}

/** The header of files that browsers must never show as a page. */
const BYTES = { "Content-Type": "application/octet-stream" } as const;

/** Serves the studio's page to everyone who can reach it, and the models and files of this machine, under `/api`, to those who have the token. It serves only files that it lists. */
export function studioApp({ root, first, file, page, ...access }: StudioServerOptions & Access): Hono {
  const app = new Hono();
  app.use(withHeaders);
  app.onError((error, context) => {
    console.error(`${context.req.method} ${context.req.path}: ${error.message.split("\n")[0]}`);
    return context.text("An unexpected error occurred. See the terminal of codings studio for its message.", 500);
  });
  app.use("/api/*", async (context, next) => {
    await next();
    context.header("Cache-Control", "no-store");
  });
  app.use(onlyReads(access));
  app.use("/api/*", onlyWithToken(access));
  const look = async (): Promise<Machine> => {
    const [found, sets] = await Promise.all([lookAround(root), setsHere()]);
    const models = first && !found.models.some(({ path }) => path === first.path) ? [first, ...found.models] : found.models;
    const files = file && !found.files.some(({ path }) => path === file.path) ? [file, ...found.files] : found.files;
    return { ...found, models, files, sets, ...(first && { first: first.path }) };
  };
  let latest: Promise<Machine> | undefined;
  const listed = () => {
    latest ??= look();
    return latest;
  };
  app.get("/api/machine", async (context) => {
    latest = look();
    return context.json(await latest);
  });
  app.get("/api/model", async (context) => {
    const { path, file = "" } = context.req.query();
    const model = (await listed()).models.find((one) => one.path === path);
    if (!model || !MODEL_FILES.includes(file)) return context.text("There is no such model in this folder.", 404);
    const opened = await openOfModel(join(root, model.path), file);
    return opened ? send(context, opened) : context.text(`The model has no ${file}.`, 404);
  });
  app.get("/api/file", async (context) => {
    const file = (await listed()).files.find((one) => one.path === context.req.query("path"));
    const opened = file && (await openInside(root, file.path));
    return opened ? send(context, opened) : context.text("There is no such file in this folder.", 404);
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

/** Opens a file of a model folder, or its new version while the model is being saved. Returns undefined if `openInside` can't open it. */
async function openOfModel(folder: string, file: string): Promise<FileHandle | undefined> {
  for (const place of await placesOf(folder)) {
    const opened = await openInside(folder, join(relative(folder, place), file));
    if (opened) return opened;
  }
  return undefined;
}

/** Sends an open file, and closes it. */
async function send(context: Context, file: FileHandle): Promise<Response> {
  const { size } = await file.stat();
  const headers = { ...BYTES, "Content-Length": String(size) };
  if (context.req.method === "HEAD" || size === 0) {
    await file.close();
    return context.body(null, 200, headers);
  }
  // Sends no more than the announced length if the file grows meanwhile. Parts of 1 MiB take a third of the time of Node's 64 KiB.
  const stream = file.createReadStream({ start: 0, end: size - 1, highWaterMark: 2 ** 20 });
  return context.body(Readable.toWeb(stream) as ReadableStream, 200, headers);
}
