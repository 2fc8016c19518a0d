import { isGzip } from "../readers/promised.ts";

/** A Blob's name for messages: its own if it is a File, else "table"; it ends in .gz if it is packed. */
export async function blobName(blob: Blob): Promise<string> {
  const name = ("name" in blob && String(blob.name)) || "table";
  const isPacked = isGzip(new Uint8Array(await blob.slice(0, 2).arrayBuffer()));
  return isPacked && !/\.gz$/i.test(name) ? `${name}.gz` : name;
}
