import { gunzipSync, inflateSync } from "node:zlib";
import { unzipSync } from "fflate";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { attempt } from "../src/core/attempt.ts";

/**
 * Returns the bytes of a file, followed by everything that is packed in it: gzip, ZIP, Parquet, the texts and pixels of a PNG, and base64 in a page. A
 * search in the result therefore finds a text that is anywhere in the file.
 */
export async function unpacked(bytes: Buffer): Promise<Buffer> {
  const inner = await Promise.all((await partsIn(bytes)).map(unpacked));
  return Buffer.concat([bytes, ...inner]);
}

async function partsIn(bytes: Buffer): Promise<readonly Buffer[]> {
  const begin = bytes.subarray(0, 4).toString("latin1");
  if (begin.startsWith("\x1f\x8b")) return [gunzipSync(bytes)];
  if (begin === "PK\x03\x04") return Object.values(unzipSync(bytes)).map((part) => Buffer.from(part));
  if (begin === "PAR1") return [await cellsOf(bytes)];
  if (begin === "\x89PNG") return pngParts(bytes);
  const encoded = bytes.toString("latin1").match(/[A-Za-z0-9+/]{32,}={0,2}/g) ?? [];
  return /^\s*[<{]/.test(bytes.subarray(0, 200).toString("latin1")) ? encoded.map((text) => Buffer.from(text, "base64")) : [];
}

/** Returns the metadata and the cells of a Parquet file as text. */
async function cellsOf(bytes: Buffer): Promise<Buffer> {
  const file = new Uint8Array(bytes).buffer;
  const plain = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);
  const whole = { metadata: parquetMetadata(file), rows: await parquetReadObjects({ file, compressors }) };
  return Buffer.from(JSON.stringify(whole, plain));
}

function pngParts(bytes: Buffer): readonly Buffer[] {
  const chunks: { readonly kind: string; readonly data: Buffer }[] = [];
  for (let at = 8; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    chunks.push({ kind: bytes.toString("latin1", at + 4, at + 8), data: bytes.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  const pixels = Buffer.concat(chunks.filter(({ kind }) => kind === "IDAT").map(({ data }) => data));
  const texts = chunks.flatMap(({ kind, data }) => {
    if (kind !== "zTXt" && kind !== "iTXt") return [];
    const unpackedText = attempt(() => inflateSync(data.subarray(data.indexOf(0) + 2)));
    return unpackedText ? [unpackedText] : [];
  });
  return [inflateSync(pixels), ...texts];
}
