import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { bundling } from "./bundling.fixture.ts";
import { installed, project } from "./installed.fixture.ts";
import { types } from "./types.fixture.ts";

const isOnPath = (program: string) =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));

describe("the package, installed from its tarball in an empty folder", { timeout: 60_000 }, () => {
  const here = installed();

  it("holds the build, the documents and nothing else", () => {
    expect(here.packed).toContain("dist/index.js");
    expect(here.packed).toContain("dist/index.d.ts");
    expect(here.packed).toContain("dist/browser.js");
    expect(
      here.packed.filter((path) => !/^(dist|deploy|docs|examples)\/|^[^/]+\.md$|^LICENSE$|^package\.json$/.test(path)),
    ).toEqual([]);
    expect(here.packed.filter((path) => /\.test\.|\.fixture\./.test(path))).toEqual([]);
  });

  it("brings the native runtime, though onnxruntime-node's install script can't download its CUDA libraries", async () => {
    await here.write(
      "runtime.js",
      'import { nodeRuntime } from "codings";',
      "console.log((await nodeRuntime({}, console.log)).name);",
    );
    expect(await here.run(process.execPath, "runtime.js")).toMatch(/^onnxruntime-node \d+\.\d+\.\d+$/);
    expect(await here.run("npx", "--no-install", "codings", "doctor")).toMatch(/^ok +native ONNX Runtime: onnxruntime-node /m);
  });

  it("brings the libraries that read tables and images and that draw, and the commands that use them", async () => {
    await here.write("libraries.js", 'for (const name of ["sharp", "@resvg/resvg-js", "@duckdb/node-api"]) await import(name);');
    await here.run(process.execPath, "libraries.js");
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},${(i * i) % 11},${"abc"[i % 3]}`);
    await here.write("table.csv", "x,y,kind", ...rows);
    const codings = (...args: string[]) => here.run(process.execPath, "node_modules/codings/dist/cli/main.js", ...args);
    await codings("train", "table.csv", "--epochs", "2", "--out", "model");
    await codings("score", "model", "table.csv", "-o", "scores.csv");
    expect((await readFile(join(here.folder, "scores.csv"), "utf8")).trim().split("\n").length).toBe(61);
  });

  it("trains when it is imported from plain JavaScript", async () => {
    await here.write(
      "train.js",
      'import { garments, StackedAutoencoder } from "codings";',
      "const autoencoder = new StackedAutoencoder({ codings: 4, hidden: [16] });",
      "const { history } = await autoencoder.fit(garments({ count: 64 }).examples);",
      "console.log(Number.isFinite(history[0].loss));",
    );
    expect(await here.run(process.execPath, "train.js")).toBe("true");
  });

  describe.each([
    ["deno", "run", "-A"],
    ["bun", "run"],
  ])("%s", (runtime, ...how) => {
    it.skipIf(!isOnPath(runtime))("trains, saves, loads and scores to Node's bits", async () => {
      await here.write(
        "everywhere.mjs",
        'import { garments, load, nodeRuntime, score, StackedAutoencoder, train } from "codings";',
        "const { examples } = garments({ count: 64 });",
        "const autoencoder = new StackedAutoencoder({ codings: 4, hidden: [16] });",
        "await autoencoder.fit(examples);",
        'await autoencoder.save("garments");',
        'const codings = (await (await load("garments")).transform(examples)).data;',
        "const rows = Array.from({ length: 60 }, (_, i) => ({ x: i % 7, y: (i * i) % 11, kind: 'abc'[i % 3] }));",
        'const { history } = await train(rows, { epochs: 2, output: "rows" });',
        'const { scores } = await score("rows", rows);',
        "const numbers = [...codings, history[1].loss, ...scores.scores];",
        "console.log((await nodeRuntime()).name, numbers.join());",
      );
      const wanted = await here.run(process.execPath, "everywhere.mjs");
      expect(await here.run(runtime, ...how, "everywhere.mjs")).toBe(wanted);
    });
  });

  it("runs as the command codings", async () => {
    const { version } = JSON.parse(await readFile(join(project, "package.json"), "utf8"));
    expect(await here.run("npx", "--no-install", "codings", "--version")).toBe(version);
  });

  it("bundles for a page without the native runtime", async () => {
    await here.write("page.js", 'export * from "codings";');
    const { metafile } = await build({
      absWorkingDir: here.folder,
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

  describe("has types", () => types(here));
  describe("in bundles, workers and CommonJS", () => bundling(here));
});
