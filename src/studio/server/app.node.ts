import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { Hono } from "hono";
import { CodingsError } from "../../core/errors.ts";
import { datasets } from "../../data/datasets.node.ts";
import { toNpy } from "../../data/npy.ts";
import { filesIn } from "../../models/folder.node.ts";
import type { FolderFiles } from "../../models/folder-files.ts";
import { lookAround, type Machine, type MachineModel, MODEL_FILES, setsHere } from "./machine.node.ts";
import { pageApp } from "./page.node.ts";

export interface StudioServerOptions {
  /** The folder whose models and files the page may have. */
  readonly root: string;
  /** The model to begin with. */
  readonly first?: MachineModel;
  /** Where the built page lies; beside this file by default. */
  readonly page?: string;
}

/** The studio's page, and what of this machine it may have. It answers this machine alone, and serves nothing that it hasn't listed. */
export function studioApp({ root, first, page }: StudioServerOptions): Hono {
  const app = new Hono();
  // A page of another site could ask for this one under a name of its own (DNS rebinding): only this machine's names are answered.
  app.use(async (context, next) => {
    const host = (context.req.header("host") ?? "").replace(/:\d+$/, "");
    if (!["127.0.0.1", "localhost", "[::1]"].includes(host)) return context.text("This page is for this machine alone.", 403);
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
    if (!model || !MODEL_FILES.includes(file)) return context.text("There is no such model here.", 404);
    const { [file]: bytes } = await filesIn(join(root, model.path), [file]).catch((): FolderFiles => ({}));
    return bytes ? context.body(new Uint8Array(bytes)) : context.text(`The model has no ${file}.`, 404);
  });
  app.get("/api/file", async (context) => {
    const file = (await machine()).files.find((one) => one.path === context.req.query("path"));
    if (!file) return context.text("There is no such file here.", 404);
    const path = join(root, file.path);
    const { size } = await stat(path);
    return context.body(Readable.toWeb(createReadStream(path)) as ReadableStream, 200, { "Content-Length": String(size) });
  });
  app.get("/api/data/:name/:array", async (context) => {
    const { name, array } = context.req.param();
    const set = datasets[name];
    if (!set || !["examples.npy", "labels.npy"].includes(array)) return context.text("There is no such data here.", 404);
    try {
      const { examples, labels } = await set.open();
      const wanted = array === "examples.npy" ? examples : labels;
      return wanted ? context.body(toNpy(wanted) as Uint8Array<ArrayBuffer>) : context.text(`${name} has no labels.`, 404);
    } catch (error) {
      if (!(error instanceof CodingsError)) throw error;
      return context.text(error.message, 404);
    }
  });
  app.route("/", pageApp(page, { hasMachine: true }));
  return app;
}
