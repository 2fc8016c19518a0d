// Compiles src/manifold/kernel/ to WebAssembly and writes src/manifold/kernel.generated.ts, if that file is older than its
// sources.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SOURCES = fileURLToPath(new URL("../src/manifold/kernel", import.meta.url));
const RESULT = fileURLToPath(new URL("../src/manifold/kernel.generated.ts", import.meta.url));

export async function compileKernel() {
  const changed = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = readdirSync(SOURCES).map((name) => `${SOURCES}/${name}`);
  if (Math.max(...[...sources, fileURLToPath(import.meta.url)].map(changed)) < changed(RESULT)) return;
  const { default: compiler } = await import("assemblyscript/asc");
  const files = new Map();
  const options = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--enable", "threads"];
  const memory = ["--importMemory", "--sharedMemory", "--maximumMemory", "65536"];
  const { error, stderr } = await compiler.main(
    ["index.ts", "--outFile", "kernel.wasm", "--use", "abort=", ...options, ...memory],
    {
      readFile: (name) => {
        const path = name.startsWith("node_modules") ? undefined : `${SOURCES}/${name}`;
        return path && statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, "utf8") : null;
      },
      writeFile: (name, contents) => files.set(name, contents),
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`src/manifold/kernel doesn't compile.\n${stderr}`);
  const base64 = Buffer.from(files.get("kernel.wasm")).toString("base64");
  writeFileSync(RESULT, `// Made by scripts/kernel.mjs from src/manifold/kernel/.\nexport const KERNEL =\n  "${base64}";\n`);
}
