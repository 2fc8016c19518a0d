import { open } from "node:fs/promises";

/** Maximum number of frames or pages of an image. Only the first is decoded, but the decoder looks at each. */
export const MOST_FRAMES = 10_000;

/** Reads bytes at a place of a file. Those after its end are 0. */
type Read = (at: number, length: number) => Promise<Buffer>;

/**
 * Whether a WebP or TIFF file has more frames or pages than `MOST_FRAMES`, or an endless loop of them. The time for these formats
 * grows with the square of their number, and other formats have no such list.
 */
export async function hasManyFrames(path: string): Promise<boolean> {
  const file = await open(path);
  const read: Read = async (at, length) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
    return buffer.fill(0, bytesRead);
  };
  try {
    const head = await read(0, 16);
    const frames =
      head.toString("latin1", 8, 12) === "WEBP" ? partsOfWebp(read, (await file.stat()).size) : pagesOfTiff(head, read);
    let count = 0;
    for await (const _ of frames) if (++count > MOST_FRAMES) return true;
    return false;
  } finally {
    await file.close();
  }
}

async function* partsOfWebp(read: Read, size: number): AsyncGenerator<number> {
  for (let at = 12; at < size; ) {
    yield at;
    const length = (await read(at, 8)).readUInt32LE(4);
    at += 8 + length + (length % 2);
  }
}

/** Yields the place of each page's directory, which ends with the place of the next one. BigTIFF has numbers of 64 bits. */
async function* pagesOfTiff(head: Buffer, read: Read): AsyncGenerator<number> {
  const isLittle = head.toString("latin1", 0, 2) === "II";
  if (!isLittle && head.toString("latin1", 0, 2) !== "MM") return;
  const number = (bytes: Buffer, at: number, length: number) =>
    length < 8
      ? bytes[isLittle ? "readUIntLE" : "readUIntBE"](at, length)
      : Number(bytes[isLittle ? "readBigUInt64LE" : "readBigUInt64BE"](at));
  const isBig = number(head, 2, 2) === 43;
  const [offset, counted, entry] = isBig ? [8, 8, 20] : [4, 2, 12];
  for (let at = number(head, offset, offset); Number.isSafeInteger(at) && at > 0; ) {
    yield at;
    const count = number(await read(at, counted), 0, counted);
    if (count > 0xffff) return;
    at = number(await read(at + counted + entry * count, offset), 0, offset);
  }
}
