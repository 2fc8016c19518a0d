import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** Copies the built command line into a folder, as dist/cli/main.js. Returns a function that changes a text in one of its files. */
export function copyProgram(folder: string): (file: string, from: string, to: string) => void {
  cpSync("dist", join(folder, "dist"), { recursive: true, filter: (path) => !/dist.studio/.test(path) });
  cpSync("package.json", join(folder, "package.json"));
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"), "junction");
  return (file, from, to) => {
    const path = join(folder, "dist", file);
    const text = readFileSync(path, "utf8");
    if (!text.includes(from)) throw new Error(`${file} has no "${from}", which the test changes.`);
    writeFileSync(path, text.replace(from, to));
  };
}

/** Changes a copy so that it saves after each epoch, and reads tables of more than 50 kB in parts of 600 rows. */
export function lowerLimits(change: ReturnType<typeof copyProgram>): void {
  change("tasks/learn.node.js", "SAVE_EVERY = 5;", "SAVE_EVERY = 0;");
  change("data/tables/duckdb/stream.node.js", "SMALL_FILE = 32 * 2 ** 20;", "SMALL_FILE = 50_000;");
  change("data/tables/duckdb/stream.node.js", "MOST_IN_MEMORY = 128;", "MOST_IN_MEMORY = 0;");
  change("data/tables/duckdb/stream.node.js", "PART = { rows: 2 ** 18,", "PART = { rows: 600,");
}
