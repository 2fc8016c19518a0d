// Writes src/explorer/map-page.generated.ts: the map page's script (src/explorer/page, with src/explorer/scatter, bundled by esbuild), its style and
// its template, as strings. The build, the type check and the tests call it; it does nothing where the file is newer than all it is made of.
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FOLDER = join(ROOT, "src/explorer/page");
const SCATTER = join(ROOT, "src/explorer/scatter");
const GENERATED = join(ROOT, "src/explorer/map-page.generated.ts");

/** Makes the file where it is missing or older than its sources. */
export async function generateMapPage() {
  const folders = [FOLDER, SCATTER].flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const sources = [...folders, join(ROOT, "src/data/tables/csv-text.ts")];
  const changed = [...sources, join(ROOT, "package-lock.json"), fileURLToPath(import.meta.url)].map(
    (path) => statSync(path).mtimeMs,
  );
  if (existsSync(GENERATED) && statSync(GENERATED).mtimeMs > Math.max(...changed)) return;
  const bundle = (file) =>
    build({
      absWorkingDir: ROOT,
      entryPoints: [join(FOLDER, file)],
      bundle: true,
      minify: true,
      write: false,
      format: "iife",
      target: "es2022",
      charset: "utf8",
      legalComments: "none",
      logLevel: "error",
    });
  const [script, style] = await Promise.all([bundle("main.ts"), bundle("page.css")]);
  const parts = {
    script: script.outputFiles[0].text.trim(),
    style: style.outputFiles[0].text.trim(),
    template: slotted(readFileSync(join(FOLDER, "page.html"), "utf8")),
  };
  const lines = Object.entries(parts).map(([name, text]) => `export const ${name}: string = ${JSON.stringify(text)};\n`);
  // Two runs at once each write their own file: the one renamed last stands, and it is whole.
  const own = `${GENERATED}.${process.pid}`;
  writeFileSync(own, `// Made by scripts/map-page.mjs.\n${lines.join("")}`);
  renameSync(own, GENERATED);
}

/** The template with a slot in each element that it leaves empty. */
function slotted(template) {
  const slots = [
    ["<style></style>", "<style>{{style}}</style>"],
    ['<script id="data" type="application/json"></script>', '<script id="data" type="application/json">{{data}}</script>'],
    ["<script></script>", "<script>{{script}}</script>"],
  ];
  return slots.reduce((text, [empty, slot]) => {
    if (!text.includes(empty)) throw new Error(`src/explorer/page/page.html has no ${empty}.`);
    return text.replace(empty, slot);
  }, template);
}
