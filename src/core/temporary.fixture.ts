import { mkdtempSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach } from "vitest";

/** A folder of its own for each test of a file, gone after it. It is there inside tests only. */
export function temporaryFolder() {
  let folder: string | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "codings-data-"));
  });
  afterEach(() => rm(folder!, { recursive: true }));
  return filesIn(() => {
    if (folder === undefined)
      throw new Error("The temporary folder is there inside tests only. Take sharedFolder outside of them.");
    return folder;
  });
}

/** A folder that all tests of a file share, gone after the last one. */
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

/** An IDX file: element type, sizes, and the bytes of the numbers. */
export function idx(type: number, shape: readonly number[], data: Uint8Array | readonly number[]): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint8(2, type);
  header.setUint8(3, shape.length);
  shape.forEach((n, i) => {
    header.setUint32(4 + 4 * i, n);
  });
  return Uint8Array.from([...new Uint8Array(header.buffer), ...data]);
}
