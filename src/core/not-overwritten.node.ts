import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { attempt } from "./attempt.ts";
import { UsageError } from "./errors.ts";

/**
 * Checks that no output file overwrites an input file, also through links.
 * @param outputs - files to be written. Files that don't exist yet, devices and folders overwrite nothing.
 * @param inputs - paths, patterns ("parts/*.csv") and arrays in files ("a.npz:x"). Other texts are ignored.
 * @throws UsageError if an output is an input, or if two outputs are one file.
 */
export async function expectNotOverwritten(outputs: readonly string[], inputs: readonly string[]): Promise<void> {
  const twice = outputs.find((output, i) => outputs.slice(0, i).some((other) => resolve(other) === resolve(output)));
  if (twice !== undefined && twice !== "-")
    throw new UsageError(
      `${twice} is named for two outputs, and the second would overwrite the first. Give them different names.`,
    );
  for (const output of outputs) {
    const written = await fileAt(output);
    if (written === undefined) continue;
    for (const input of inputs) {
      const path = pathOf(input);
      if ((await fileAt(path)) === written || isMatched(path, output))
        throw new UsageError(
          `${output} is also the input${output === input ? "" : ` (${input})`}, and would be overwritten. Give the output another name.`,
        );
    }
  }
}

/** Returns a key that identifies a regular file; undefined if there is none at the path. */
async function fileAt(path: string): Promise<string | undefined> {
  const info = await stat(path, { bigint: true }).catch(() => undefined);
  return info?.isFile() ? `${info.dev} ${info.ino}` : undefined;
}

function pathOf(input: string): string {
  const path = /^file:\/\//i.test(input) ? (attempt(() => fileURLToPath(input)) ?? input) : input;
  return path.replace(/(\.npz):[^/\\]+$/i, "$1");
}

function isMatched(pattern: string, path: string): boolean {
  if (!/[*?[]/.test(pattern)) return false;
  const source = resolve(pattern).replace(/\*\*\/?|[*?]|\[[^\]]*\]|[.+^${}()|\\[\]]/g, (part) => {
    if (part.startsWith("**")) return ".*";
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    return part.length > 1 ? part.replace(/^\[!/, "[^") : `\\${part}`;
  });
  return attempt(() => new RegExp(`^${source}$`).test(resolve(path))) ?? false;
}
