import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { attempt } from "../core/attempt.ts";
import { DataError } from "../core/errors.ts";
import { orExplain, readRegularFile } from "../core/files.node.ts";
import { temporary } from "../core/half-done.node.ts";
import { describeModelFile, isModelFile } from "../models/describe-file.ts";
import { familyOf } from "../models/folder.node.ts";
import { lookAround, type MachineFile, modelIn } from "../studio/server/machine.node.ts";
import { serveStudio } from "../studio/server/serve.node.ts";
import { type CommonOptions, numberIn, outputOf } from "./command.ts";

interface StudioOptions extends CommonOptions {
  readonly port: number;
  readonly host: string;
  readonly open?: boolean;
}

export const studio = () =>
  new Command("studio")
    .argument("[model]", "model folder, or .onnx or .safetensors file, to open first")
    .option("--port <n>", "port of the page, or 0 for any free port", numberIn("port", { from: 0, to: 65535, whole: true }), 4173)
    .option("--host <host>", "name or address to listen to, or 0.0.0.0 for all addresses of this machine", "127.0.0.1")
    .option("--open", "open the page in the browser")
    .action(run);

async function run(model: string | undefined, { port, host, ...options }: StudioOptions): Promise<void> {
  const output = outputOf(options);
  const page = fileURLToPath(new URL("../studio/page", import.meta.url));
  if (!existsSync(page))
    throw new DataError("The studio's page isn't built. If this is a clone of the repository, run: npm run build");
  const file = model !== undefined && isModelFile(model) ? await fileToOpen(model) : undefined;
  const root = file ? dirname(resolve(model!)) : process.cwd();
  if (model !== undefined && !file) await familyOf(model);
  const first = model === undefined || file ? undefined : await modelIn(root, resolve(model));
  const server = await serveStudio({ root, page, port, host, ...(first && { first }), ...(file && { file }) });
  const url = server.at(
    file
      ? `#/model?${new URLSearchParams({ file: file.path })}`
      : first && `#/work?${new URLSearchParams({ model: first.path })}`,
  );
  output.say(`The studio is at ${url}\nPress Ctrl-C to end it.`);
  if (server.isExposed)
    output.say(
      `Everyone who can reach ${host} over the network and has this address can read the models and data files in ${root}. The connection isn't encrypted.`,
    );
  output.result({ url });
  if (options.open) openInBrowser(url);
  const { note } = await lookAround(root);
  if (note) output.say(note);
  // Ctrl-C and SIGTERM end the process, as they end every command that doesn't handle them.
  await new Promise(() => undefined);
}

/** Returns a model file as the server lists it. @throws DataError if it doesn't exist, is damaged or cut short. */
async function fileToOpen(path: string): Promise<MachineFile> {
  const bytes = await orExplain(readRegularFile(path), path);
  describeModelFile(bytes, path);
  return { path: basename(path), size: bytes.length };
}

/**
 * Opens an address in the browser. Errors are ignored, because the address is printed as well. The browser gets the address in a file, because other users of
 * this machine can see the arguments of programs. The file is in the home folder, because browsers that snap installs can't read the one for temporary files.
 */
function openInBrowser(url: string): void {
  const command = process.platform === "darwin" ? "open" : process.platform === "win32" ? "explorer" : "xdg-open";
  attempt(() => {
    const folder = temporary(mkdtempSync(join(homedir(), "codings-studio-")));
    setTimeout(folder.remove, 60_000);
    const file = join(folder.path, "open.html");
    writeFileSync(file, `<!doctype html><meta http-equiv="refresh" content="0; url=${url.replaceAll("&", "&amp;")}">`);
    spawn(command, [file], { stdio: "ignore", detached: true })
      .on("error", () => undefined)
      .unref();
  });
}
