// Builds the studio's page from src/studio into dist/studio/page, as static files that can be served from any folder, with ONNX
// Runtime's WebAssembly. The build calls it. It does nothing if the page is newer than its sources.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mnistSample } from "./mnist-sample.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCE = join(ROOT, "src/studio");
export const PAGE = join(ROOT, "dist/studio/page");
const ORT = join(ROOT, "node_modules/onnxruntime-web/dist");
const RUNTIME = ["ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"];

/** A Vite plugin that copies files next to the page. */
const besidePage = {
  name: "beside-page",
  generateBundle() {
    for (const name of RUNTIME) this.emitFile({ type: "asset", fileName: `ort/${name}`, source: readFileSync(join(ORT, name)) });
    this.emitFile({ type: "asset", fileName: "mnist.bin", source: mnistSample() });
  },
};
/** A Vite plugin that replaces modules for Node with empty ones. */
const withoutNode = {
  name: "without-node",
  enforce: "pre",
  load(id) {
    return /\.node\.ts$/.test(id.split("?")[0]) || id.endsWith("src/runtime/node.ts") ? "export {};" : undefined;
  },
};
/** A Vite plugin that builds the scripts of the worker and the page together, so that shared code is loaded only once. */
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
      // Imports of scripts aren't preloaded, because that needs a document, which a worker doesn't have.
      modulePreload: { polyfill: false, resolveDependencies: (_, files, { hostType }) => (hostType === "html" ? files : []) },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 1500,
      rollupOptions: { output: { chunkFileNames: ({ facadeModuleId }) => `${folderOf(facadeModuleId)}/[name]-[hash].js` } },
    },
  });
}

/**
 * Returns the folder for the chunk of a module. Libraries that read a file format, and the page of model files, are apart, because
 * they are only loaded when such a file is opened.
 */
const folderOf = (module) =>
  /node_modules\/(apache-arrow|hyparquet|read-excel-file)|parquet-columns|pages\/Model\.svelte|models\/describe-file/.test(
    module ?? "",
  )
    ? "assets/formats"
    : "assets";

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
