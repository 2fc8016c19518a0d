import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach } from "vitest";

export const project = fileURLToPath(new URL("../..", import.meta.url));
// As a user's shell has it: without the variables that npm and the tests set for what they run. Install scripts run, and those that download from
// elsewhere than the registry fail: on Linux, onnxruntime-node's fetches CUDA libraries, through the proxy that this variable names. Nothing listens
// on port 9.
const outside = Object.entries(process.env).filter(
  ([name]) => !/^(npm_|NODE_ENV|NODE_OPTIONS|VITEST|ONNXRUNTIME_NODE_INSTALL)/i.test(name),
);
const env = { ...Object.fromEntries(outside), GLOBAL_AGENT_HTTPS_PROXY: "http://127.0.0.1:9" };
/** What npm says where it can't reach the registry. */
const OFFLINE = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b/;

/** A folder of a user's in which the package was installed from its tarball. */
export interface Installed {
  folder: string;
  /** The paths of the files in the tarball. */
  packed: readonly string[];
  /** Runs a program in the folder, and gives what it printed. */
  run(command: string, ...args: string[]): Promise<string>;
  /** Writes a file of some lines. */
  write(file: string, ...lines: string[]): Promise<void>;
}

/** Installs the package in an empty folder before the tests of a `describe`, and takes it away after them. Without a registry, they are skipped. */
export function installed(): Installed {
  let offline = false;
  const here: Installed = {
    folder: "",
    packed: [],
    run: async (command, ...args) =>
      (await promisify(execFile)(command, args, { cwd: here.folder, env, maxBuffer: 2 ** 26 })).stdout.trim(),
    write: (file, ...lines) => writeFile(join(here.folder, file), `${lines.join("\n")}\n`),
  };
  beforeAll(async () => {
    // The clone and the project beside one another, as in README.md.
    const root = await mkdtemp(join(tmpdir(), "codings-package-"));
    here.folder = join(root, "project");
    for (const name of [here.folder, join(root, "codings")]) await mkdir(name);
    const answer = await here.run("npm", "pack", project, "--json", "--ignore-scripts", "--pack-destination", "../codings");
    const [{ filename, files }] = Object.values(JSON.parse(answer)) as [{ filename: string; files: { path: string }[] }];
    here.packed = files.map(({ path }) => path);
    await here.write("package.json", JSON.stringify({ private: true, type: "module" }));
    await here.run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", `../codings/${filename}`).catch((error) => {
      if (!OFFLINE.test(String(error))) throw error;
      offline = true;
    });
    // Bundlers are the project's own, as if they had been installed beside it.
    if (!offline)
      for (const name of ["esbuild", "vite"])
        await symlink(join(project, "node_modules", name), join(here.folder, "node_modules", name));
  }, 240_000);
  beforeEach(({ skip }) => skip(offline, "npm can't reach its registry"));
  afterAll(() => rm(dirname(here.folder), { recursive: true, force: true }));
  return here;
}
