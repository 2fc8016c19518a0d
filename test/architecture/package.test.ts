import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

const project = fileURLToPath(new URL("../..", import.meta.url));
// As a user's shell has it: without the variables that npm sets for the scripts that it runs. Install scripts run, and those that download from elsewhere than
// the registry fail: on Linux, onnxruntime-node's fetches CUDA libraries, through the proxy that this variable names. Nothing listens on port 9.
const outside = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_ENV|VITEST|ONNXRUNTIME_NODE_INSTALL)/i.test(name));
const env = { ...Object.fromEntries(outside), GLOBAL_AGENT_HTTPS_PROXY: "http://127.0.0.1:9" };
/** What npm says where it can't reach the registry. */
const OFFLINE = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b/;

describe("the package, installed from its tarball in an empty folder", { timeout: 60_000 }, () => {
  let folder: string;
  let packed: readonly string[];
  let offline = false;
  const run = async (command: string, ...args: string[]) =>
    (await promisify(execFile)(command, args, { cwd: folder, env, maxBuffer: 2 ** 26 })).stdout.trim();
  const write = (file: string, ...lines: string[]) => writeFile(join(folder, file), `${lines.join("\n")}\n`);

  beforeAll(async () => {
    // The clone and the project beside one another, as in README.md.
    const root = await mkdtemp(join(tmpdir(), "codings-package-"));
    folder = join(root, "project");
    for (const name of [folder, join(root, "codings")]) await mkdir(name);
    const answer = await run("npm", "pack", project, "--json", "--ignore-scripts", "--pack-destination", "../codings");
    const [{ filename, files }] = Object.values(JSON.parse(answer)) as [{ filename: string; files: { path: string }[] }];
    packed = files.map(({ path }) => path);
    await write("package.json", JSON.stringify({ private: true, type: "module" }));
    await run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", `../codings/${filename}`).catch((error) => {
      if (!OFFLINE.test(String(error))) throw error;
      offline = true;
    });
  }, 240_000);
  beforeEach(({ skip }) => skip(offline, "npm can't reach its registry"));
  afterAll(() => rm(dirname(folder), { recursive: true, force: true }));

  it("holds the build, the documents and nothing else", () => {
    expect(packed).toContain("dist/index.js");
    expect(packed).toContain("dist/index.d.ts");
    expect(packed).toContain("dist/browser.js");
    expect(packed.filter((path) => !/^(dist|docs|examples)\/|^[^/]+\.md$|^LICENSE$|^package\.json$/.test(path))).toEqual([]);
    expect(packed.filter((path) => /\.test\.|\.fixture\./.test(path))).toEqual([]);
  });

  it("brings the native runtime, though onnxruntime-node's install script can't download its CUDA libraries", async () => {
    await write(
      "runtime.js",
      'import { nodeRuntime } from "codings";',
      "console.log((await nodeRuntime({}, console.log)).name);",
    );
    expect(await run(process.execPath, "runtime.js")).toMatch(/^onnxruntime-node \d+\.\d+\.\d+$/);
    expect(await run("npx", "--no-install", "codings", "doctor")).toMatch(/^ok +native ONNX Runtime: onnxruntime-node /m);
  });

  it("brings the libraries that read tables and images and that draw, and the commands that use them", async () => {
    await write("libraries.js", 'for (const name of ["sharp", "@resvg/resvg-js", "@duckdb/node-api"]) await import(name);');
    await run(process.execPath, "libraries.js");
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},${(i * i) % 11},${"abc"[i % 3]}`);
    await write("table.csv", "x,y,kind", ...rows);
    const codings = (...args: string[]) => run(process.execPath, "node_modules/codings/dist/cli/main.js", ...args);
    await codings("train", "table.csv", "--epochs", "2", "--out", "model");
    await codings("score", "model", "table.csv", "-o", "scores.csv");
    expect((await readFile(join(folder, "scores.csv"), "utf8")).trim().split("\n").length).toBe(61);
  });

  it("trains when it is imported from plain JavaScript", async () => {
    await write(
      "train.js",
      'import { garments, StackedAutoencoder } from "codings";',
      "const autoencoder = new StackedAutoencoder({ codings: 4, hidden: [16] });",
      "const { history } = await autoencoder.fit(garments({ count: 64 }).examples);",
      "console.log(Number.isFinite(history[0].loss));",
    );
    expect(await run(process.execPath, "train.js")).toBe("true");
  });

  it("brings its types", async () => {
    await write(
      "typed.ts",
      'import { garments, type NdArray, StackedAutoencoder } from "codings";',
      "const autoencoder = new StackedAutoencoder({ codings: 4 });",
      'export const codings: Promise<NdArray<"float32">> = autoencoder.transform(garments({ count: 8 }).examples);',
      "// @ts-expect-error there is no such option",
      "export const wrong = new StackedAutoencoder({ coding: 4 });",
    );
    const compiler = join(project, "node_modules/typescript-native/bin/tsc");
    const options = ["--strict", "--noEmit", "--target", "es2023", "--module", "nodenext", "--types", ""];
    expect(await run(process.execPath, compiler, ...options, "typed.ts")).toBe("");
  });

  it("runs as the command codings", async () => {
    const { version } = JSON.parse(await readFile(join(project, "package.json"), "utf8"));
    expect(await run("npx", "--no-install", "codings", "--version")).toBe(version);
  });

  it("bundles for a page without the native runtime", async () => {
    await write("page.js", 'export * from "codings";');
    const { metafile } = await build({
      absWorkingDir: folder,
      entryPoints: ["page.js"],
      bundle: true,
      write: false,
      format: "esm",
      platform: "browser",
      logLevel: "silent",
      metafile: true,
    });
    const sources = Object.keys(metafile.inputs).filter((path) => !path.startsWith("(disabled):"));
    expect(sources.filter((path) => /onnxruntime-node|\.node\.js$/.test(path))).toEqual([]);
    expect(sources.some((path) => path.includes("onnxruntime-web"))).toBe(true);
  });
});
