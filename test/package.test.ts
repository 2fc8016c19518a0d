import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const project = fileURLToPath(new URL("..", import.meta.url));
// As a user's shell would have it: without what npm tells the scripts that it runs, but without the download of CUDA.
const outside = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_ENV|VITEST)/i.test(name));
const env = { ...Object.fromEntries(outside), ONNXRUNTIME_NODE_INSTALL: "skip" };

describe("the package, installed from its tarball in an empty folder", { timeout: 60_000 }, () => {
  let folder: string;
  let packed: readonly string[];
  const run = async (command: string, ...args: string[]) =>
    (await promisify(execFile)(command, args, { cwd: folder, env, maxBuffer: 2 ** 26 })).stdout.trim();
  const write = (file: string, ...lines: string[]) => writeFile(join(folder, file), `${lines.join("\n")}\n`);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "codings-package-"));
    const answer = await run("npm", "pack", project, "--json", "--ignore-scripts");
    const [{ filename, files }] = Object.values(JSON.parse(answer)) as [{ filename: string; files: { path: string }[] }];
    packed = files.map(({ path }) => path);
    await write("package.json", JSON.stringify({ private: true, type: "module" }));
    await run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", join(folder, filename));
  }, 240_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("holds the build, the documents and nothing else", () => {
    expect(packed).toContain("dist/index.js");
    expect(packed).toContain("dist/index.d.ts");
    expect(packed).toContain("dist/browser.js");
    expect(packed.filter((path) => !/^(dist|docs|examples)\/|^[^/]+\.md$|^LICENSE$|^package\.json$/.test(path))).toEqual([]);
    expect(packed.filter((path) => /\.test\.|\.fixture\./.test(path))).toEqual([]);
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
