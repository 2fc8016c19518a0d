import { isGzip } from "../readers/promised.ts";

/** Returns a Blob's name for messages: its own if it is a File, otherwise "table", with .gz if it is compressed. */
export async function blobName(blob: Blob): Promise<string> {
  const name = ("name" in blob && String(blob.name)) || "table";
  const isPacked = isGzip(new Uint8Array(await blob.slice(0, 2).arrayBuffer()));
  return isPacked && !/\.gz$/i.test(name) ? `${name}.gz` : name;
}
