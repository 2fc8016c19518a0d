import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach } from "vitest";

/** Creates a folder for each test of a file, and removes it after the test. It exists only while a test runs. */
export function temporaryFolder() {
  let folder: string | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "codings-data-"));
  });
  afterEach(() => rm(folder!, { recursive: true }));
  return filesIn(() => {
    if (folder === undefined)
      throw new Error("The temporary folder exists only while a test runs. Use sharedFolder outside of tests.");
    return folder;
  });
}

/** Creates a folder that all tests of a file share, and removes it after the last one. */
export function sharedFolder() {
  const folder = mkdtempSync(join(tmpdir(), "codings-data-"));
  afterAll(() => rm(folder, { recursive: true }));
  return filesIn(() => folder);
}

const filesIn = (folder: () => string) => ({
  path: (name = "") => join(folder(), name),
  async write(name: string, bytes: Uint8Array | string): Promise<string> {
    await writeFile(join(folder(), name), bytes);
    return join(folder(), name);
  },
});

/** Builds an IDX file from the element type, the sizes and the bytes of the numbers. */
export function idx(type: number, shape: readonly number[], data: Uint8Array | readonly number[]): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint8(2, type);
  header.setUint8(3, shape.length);
  shape.forEach((n, i) => {
    header.setUint32(4 + 4 * i, n);
  });
  return Uint8Array.from([...new Uint8Array(header.buffer), ...data]);
}

/** Returns all files in a folder and its subfolders with their bytes. */
export const bytesIn = (path: string) =>
  Object.fromEntries(
    readdirSync(path, { recursive: true, encoding: "utf8" })
      .filter((name) => statSync(join(path, name)).isFile())
      .sort()
      .map((name) => [name, readFileSync(join(path, name), "latin1")]),
  );
