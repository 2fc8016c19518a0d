// Writes src/explorer/map-page.generated.ts: the script of the map page (src/explorer/page and its imports, bundled by esbuild),
// its style and its template, as strings. The build, the type check and the tests call it. It does nothing if the file is newer
// than its sources.
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FOLDER = join(ROOT, "src/explorer/page");
const GENERATED = join(ROOT, "src/explorer/map-page.generated.ts");

/** First line of the generated file, followed by the list of its sources as JSON. */
const MADE_OF = "// Made by scripts/map-page.mjs of ";

/** Whether the generated file is newer than all of its sources. */
function isNewest() {
  const [first] = readFileSync(GENERATED, "utf8").split("\n", 1);
  if (!first.startsWith(MADE_OF)) return false;
  const sources = JSON.parse(first.slice(MADE_OF.length)).map((path) => join(ROOT, path));
  const all = [...sources, join(FOLDER, "page.html"), join(ROOT, "package-lock.json"), fileURLToPath(import.meta.url)];
  const { mtimeMs: made } = statSync(GENERATED);
  return all.every((path) => existsSync(path) && statSync(path).mtimeMs < made);
}

/** Writes the file if it is missing or older than its sources. */
export async function generateMapPage() {
  if (existsSync(GENERATED) && isNewest()) return;
  const bundle = (file) =>
    build({
      absWorkingDir: ROOT,
      entryPoints: [join(FOLDER, file)],
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
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
  const sources = [script, style].flatMap(({ metafile }) => Object.keys(metafile.inputs));
  // Two runs at the same time write different files. The one renamed last remains, and it is complete.
  const own = `${GENERATED}.${process.pid}`;
  writeFileSync(own, `${MADE_OF}${JSON.stringify(sources)}\n${lines.join("")}`);
  renameSync(own, GENERATED);
}

/** Adds a placeholder to each empty element of the template. */
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
