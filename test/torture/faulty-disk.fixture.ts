import fs from "node:fs";
import disk, { type FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { resolve, sep } from "node:path";

/** How a call fails. A short write writes half of the bytes before it fails with a full disk. */
export type Failure = "ENOSPC" | "EIO" | "short write";

type Call = (...given: unknown[]) => unknown;

/**
 * Runs work, and lets one call fail that changes something below a folder: creating, writing or flushing a file, renaming, or
 * creating a folder. Removing doesn't fail.
 * @param failing the number of the call, counted from 1; 0 for none.
 * @returns the result of the work, and the names of the calls.
 */
export async function onFaultyDisk<T>(folder: string, failing: number, failure: Failure, work: () => Promise<T>) {
  const calls: string[] = [];
  const code = failure === "EIO" ? "EIO" : "ENOSPC";
  const fails = (name: string): boolean => {
    calls.push(name);
    return calls.length === failing;
  };
  const error = (name: string, path: string) =>
    Object.assign(new Error(`${code}: the test lets this fail, ${name}`), { code, path });
  const isInside = (path: unknown) => typeof path === "string" && `${resolve(path)}${sep}`.startsWith(`${folder}${sep}`);

  const replaced: [object: object, name: string, own: unknown][] = [];
  const replace = (object: object, name: string, by: (own: Call) => Call) => {
    const own = (object as Record<string, Call>)[name]!;
    replaced.push([object, name, own]);
    Object.assign(object, { [name]: by(own) });
  };
  /** Calls that fail before they do anything. */
  for (const [object, names] of [
    [fs, ["mkdirSync", "renameSync", "writeFileSync"]],
    [disk, ["mkdir", "rename", "writeFile"]],
  ] as const)
    for (const name of names)
      replace(object, name, (own) => (...given) => {
        if (!isInside(given[0]) || !fails(name)) return own(...given);
        if (object === disk) return Promise.reject(error(name, String(given[0])));
        throw error(name, String(given[0]));
      });

  replace(disk, "open", (own) => async (...given) => {
    const [path, flags = "r"] = given as [string, string?];
    if (!isInside(path)) return own(...given);
    if (flags !== "r" && fails("open")) throw error("open", path);
    const file = (await own(...given)) as FileHandle;
    for (const name of ["write", "writeFile", "sync", "close"] as const) {
      const ownCall = (file[name] as Call).bind(file);
      Object.assign(file, {
        [name]: async (...what: unknown[]) => {
          if (!fails(name)) return await ownCall(...what);
          // A file that can't be closed in good order is closed nevertheless.
          if (name === "close") await ownCall();
          const [contents] = what as [string | Uint8Array];
          if (failure === "short write" && name.startsWith("write")) await ownCall(contents.slice(0, contents.length / 2));
          throw error(name, path);
        },
      });
    }
    return file;
  });
  syncBuiltinESMExports();
  try {
    return { result: await work(), calls };
  } finally {
    for (const [object, name, own] of replaced) Object.assign(object, { [name]: own });
    syncBuiltinESMExports();
  }
}
