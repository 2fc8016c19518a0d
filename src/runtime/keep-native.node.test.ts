import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { keepNative, keptFolders } from "./keep-native.node.ts";

let folder: string;
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "codings-keep-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("still has the files that this machine needs after onnxruntime-node is removed", () => {
  const binary = `bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`;
  const other = "bin/napi-v6/aix/ppc64/onnxruntime_binding.node";
  for (const path of ["package.json", "dist/index.js", binary, other]) write(`package/${path}`, path);
  write("kept/dist/old.js", "from an earlier version");
  keepNative(join(folder, "package"), join(folder, "kept"));
  rmSync(join(folder, "package"), { recursive: true });
  for (const path of ["package.json", "dist/index.js", binary])
    expect(readFileSync(join(folder, "kept", path), "utf8")).toBe(path);
  expect(existsSync(join(folder, "kept", other))).toBe(false);
  expect(existsSync(join(folder, "kept/dist/old.js"))).toBe(false);
});

it("finds the files from a bundled program if the package is installed next to it", () => {
  const program = pathToFileURL(join(folder, "out/app.mjs")).href;
  expect(keptFolders(program)).toHaveLength(1);
  write("node_modules/codings/package.json", "{}");
  const [own, installed] = keptFolders(program);
  expect(own!.href).toMatch(/native\/onnxruntime-node\/$/);
  expect(installed!.href).toBe(pathToFileURL(join(realpathSync(folder), "node_modules/codings/native/onnxruntime-node/")).href);
});
