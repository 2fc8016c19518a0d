import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** Copies the built command line into a folder, as dist/cli/main.js. Returns a function that changes a text in one of its files. */
export function copyProgram(folder: string): (from: string, to: string) => void {
  const cli = join(folder, "dist/cli");
  cpSync("dist", join(folder, "dist"), { recursive: true, filter: (path) => !/dist.studio/.test(path) });
  cpSync("package.json", join(folder, "package.json"));
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"), "junction");
  return (from, to) => {
    const texts = readdirSync(cli)
      .filter((name) => name.endsWith(".js"))
      .map((name) => [join(cli, name), readFileSync(join(cli, name), "utf8")] as const)
      .filter(([, text]) => text.includes(from));
    if (texts.length !== 1) throw new Error(`${texts.length} files of dist/cli have "${from}", which the test changes.`);
    const [path, text] = texts[0]!;
    writeFileSync(path, text.replace(from, to));
  };
}

/** Changes a copy so that it saves after each epoch, and reads tables of more than 50 kB in parts of 600 rows. */
export function lowerLimits(change: ReturnType<typeof copyProgram>): void {
  change("SAVE_EVERY = 5;", "SAVE_EVERY = 0;");
  change("SMALL_FILE = 32 * 2 ** 20;", "SMALL_FILE = 50_000;");
  change("MOST_IN_MEMORY = 128;", "MOST_IN_MEMORY = 0;");
  change("PART = { rows: 2 ** 18,", "PART = { rows: 600,");
}
