import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { savedName } from "../../core/saved-name.ts";
import { datasets } from "../../data/open.node.ts";
import type { Reproduction } from "../../report/index.ts";

/** What tells data from other data of the same name: where it is from, or its size, and its files' checksums. */
export async function fingerprintOf(data: string): Promise<Pick<Reproduction, "known" | "checksums">> {
  if (Object.hasOwn(datasets, data)) {
    const { source, checksums } = datasets[data]!;
    const files = Object.entries(checksums?.files ?? {});
    return {
      known: [["data", `${data}: ${source}`]],
      checksums: files.map(([file, sum]) => ({ file, checksum: `${checksums!.algorithm} ${sum}` })),
    };
  }
  const info = await stat(data).catch(() => undefined);
  if (!info?.isFile()) return { known: [["data", savedName(data)]], checksums: [] };
  const hash = createHash("sha256");
  for await (const part of createReadStream(data)) hash.update(part as Buffer);
  return {
    known: [["data", `${savedName(data)}, ${info.size.toLocaleString("en-US")} bytes`]],
    checksums: [{ file: basename(data), checksum: `sha256 ${hash.digest("hex")}` }],
  };
}
