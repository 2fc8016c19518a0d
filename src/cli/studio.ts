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
    .description("a page on this machine: watch a model learn, look at its codings, with the models and files of this folder")
    .argument("[model]", "a model folder to begin with")
    .option(
      "--port <n>",
      "where the page is; 0 for any port that is free",
      numberIn("port", { from: 0, to: 65535, whole: true }),
      4173,
    )
    .option("--open", "open it in the browser")
    .action(run);

async function run(model: string | undefined, options: StudioOptions): Promise<void> {
  const output = outputOf(options);
  const page = fileURLToPath(new URL("../studio/page", import.meta.url));
  if (!existsSync(page)) throw new DataError("The studio's page isn't built. In a clone, run: npm run build");
  const root = process.cwd();
  if (model !== undefined) await familyOf(model);
  const first = model === undefined ? undefined : await modelIn(root, resolve(model));
  const server = await serveStudio({ root, page, port: options.port, ...(first && { first }) });
  const url = first ? `${server.url}#/work?model=${encodeURIComponent(first.path)}` : server.url;
  output.say(`The studio is at ${url}\nCtrl-C ends it.`);
  output.result({ url });
  if (options.open) openInBrowser(url);
  await new Promise<void>((ended) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ended());
  });
  await server.close();
}

/** Opens an address as the system does; where it can't, the address stands on the screen. */
function openInBrowser(url: string): void {
  const command = process.platform === "darwin" ? "open" : process.platform === "win32" ? "explorer" : "xdg-open";
  spawn(command, [url], { stdio: "ignore", detached: true })
    .on("error", () => undefined)
    .unref();
}
