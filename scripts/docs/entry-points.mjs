import { readFileSync } from "node:fs";

/** The source file of each entry point, by the name that a program imports: { "codings/layers": "src/layers/index.ts", … }. */
export function entryPoints() {
  const { name, exports } = JSON.parse(readFileSync("package.json", "utf8"));
  const typed = Object.entries(exports).filter(([, target]) => target.types);
  return Object.fromEntries(
    typed.map(([path, { types }]) => [name + path.slice(1), types.replace("./dist/", "src/").replace(".d.ts", ".ts")]),
  );
}
