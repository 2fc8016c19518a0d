import { DataError } from "../../core/errors.ts";

/** Maximum number of bytes that a page can open: of the files, and of their decompressed contents. */
export const MOST_BYTES: number = 512e6;
/** Maximum number of bytes of text. It takes several times its size in memory while it is read. */
export const MOST_TEXT = 256e6;

/** Formats a number of bytes: "1.2 GB", "340 MB". */
export const sizeText = (bytes: number): string =>
  bytes >= 1e9 ? `${Number((bytes / 1e9).toPrecision(2))} GB` : `${Math.max(1, Math.round(bytes / 1e6))} MB`;

/** @throws DataError if a file is larger than a page can open. @param what - verb of the message: "has", "unpacks to". */
export function expectRoom(name: string, what: string, bytes: number, most = MOST_BYTES): void {
  if (bytes > most)
    throw new DataError(
      `${name} ${what} ${sizeText(bytes)}, but a page can open at most ${sizeText(most)}. Use the command line: codings train ${name}`,
    );
}
