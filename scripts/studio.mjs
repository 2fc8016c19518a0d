// Builds the studio's page, src/studio, into dist/studio/page: static files that can be served from any folder, ONNX Runtime's WebAssembly beside
// them. The build calls it; it does nothing where the page is newer than all it is made of.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mnistSample } from "./mnist-sample.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCE = join(ROOT, "src/studio");
export const PAGE = join(ROOT, "dist/studio/page");
const ORT = join(ROOT, "node_modules/onnxruntime-web/dist");
const RUNTIME = ["ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"];

/** Vite's plugins: files that go beside the page as they are, and modules of Node's that a page has nothing in place of. */
const besidePage = {
  name: "beside-page",
  generateBundle() {
    for (const name of RUNTIME) this.emitFile({ type: "asset", fileName: `ort/${name}`, source: readFileSync(join(ORT, name)) });
    this.emitFile({ type: "asset", fileName: "mnist.bin", source: mnistSample() });
  },
};
const withoutNode = {
  name: "without-node",
  enforce: "pre",
  load(id) {
    return /\.node\.ts$/.test(id.split("?")[0]) || id.endsWith("src/runtime/node.ts") ? "export {};" : undefined;
  },
};
/** The worker's script is built together with the page's: what both run is brought once. */
const withWorker = {
  name: "with-worker",
  enforce: "pre",
  transform(code) {
    const script = 'new URL("./worker.ts", import.meta.url)';
    if (!code.includes(script)) return undefined;
    const worker = this.emitFile({ type: "chunk", id: join(SOURCE, "engine/worker.ts"), name: "worker" });
    return code.replace(script, `import.meta.ROLLUP_FILE_URL_${worker}`);
  },
};

/** @param {{ force?: boolean }} [options] */
export async function buildStudio({ force = false } = {}) {
  if (!force && isFresh()) return;
  const [{ build }, { svelte }] = await Promise.all([import("vite"), import("@sveltejs/vite-plugin-svelte")]);
  await build({
    configFile: false,
    root: SOURCE,
    base: "./",
    logLevel: "warn",
    resolve: { conditions: ["onnxruntime-web-use-extern-wasm", "browser", "module", "import", "default"] },
    plugins: [withoutNode, svelte({ configFile: false }), withWorker, besidePage],
    build: {
      outDir: PAGE,
      emptyOutDir: true,
      target: "es2022",
      assetsInlineLimit: 0,
      // What an import in a script brings isn't preloaded: that asks for a document, which a worker has none of.
      modulePreload: { polyfill: false, resolveDependencies: (_, files, { hostType }) => (hostType === "html" ? files : []) },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 1500,
      rollupOptions: { output: { chunkFileNames: ({ facadeModuleId }) => `${folderOf(facadeModuleId)}/[name]-[hash].js` } },
    },
  });
}

/** What reads one kind of file is loaded when such a file is opened. */
const folderOf = (module) =>
  /node_modules\/(apache-arrow|hyparquet|read-excel-file)/.test(module ?? "") ? "assets/formats" : "assets";

function isFresh() {
  const page = join(PAGE, "index.html");
  if (!existsSync(page)) return false;
  const sources = readdirSync(join(ROOT, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(test|fixture)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const changed = [...sources, join(ROOT, "package-lock.json"), fileURLToPath(import.meta.url)].map(
    (path) => statSync(path).mtimeMs,
  );
  return statSync(page).mtimeMs > Math.max(...changed);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildStudio({ force: process.argv.includes("--force") });
