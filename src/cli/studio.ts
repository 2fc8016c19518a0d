import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { DataError } from "../core/errors.ts";
import { familyOf } from "../models/folder.node.ts";
import { modelIn } from "../studio/server/machine.node.ts";
import { serveStudio } from "../studio/server/serve.node.ts";
import { type CommonOptions, numberIn, outputOf } from "./command.ts";

interface StudioOptions extends CommonOptions {
  readonly port: number;
  readonly open?: boolean;
}

export const studio = () =>
  new Command("studio")
    .description("start the studio, a web page on this machine to train models and to explore their codings")
    .argument("[model]", "model folder to open first")
    .option("--port <n>", "port of the page, or 0 for any free port", numberIn("port", { from: 0, to: 65535, whole: true }), 4173)
    .option("--open", "open the page in the browser")
    .action(run);

async function run(model: string | undefined, options: StudioOptions): Promise<void> {
  const output = outputOf(options);
  const page = fileURLToPath(new URL("../studio/page", import.meta.url));
  if (!existsSync(page))
    throw new DataError("The studio's page isn't built. If this is a clone of the repository, run: npm run build");
  const root = process.cwd();
  if (model !== undefined) await familyOf(model);
  const first = model === undefined ? undefined : await modelIn(root, resolve(model));
  const server = await serveStudio({ root, page, port: options.port, ...(first && { first }) });
  const url = first ? `${server.url}#/work?model=${encodeURIComponent(first.path)}` : server.url;
  output.say(`The studio is at ${url}\nPress Ctrl-C to end it.`);
  output.result({ url });
  if (options.open) openInBrowser(url);
  await new Promise<void>((ended) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ended());
  });
  await server.close();
}

/** Opens an address in the browser. Errors are ignored, because the address is printed as well. */
function openInBrowser(url: string): void {
  const command = process.platform === "darwin" ? "open" : process.platform === "win32" ? "explorer" : "xdg-open";
  spawn(command, [url], { stdio: "ignore", detached: true })
    .on("error", () => undefined)
    .unref();
}
