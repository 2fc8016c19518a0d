import { DataError } from "../../core/errors.ts";

/** A page's memory holds so many bytes of files, and so many of what is in them. */
export const MOST_BYTES: number = 512e6;
/** Text takes several times its size in memory while it is read. */
export const MOST_TEXT = 256e6;

/** Bytes in words: "1.2 GB", "340 MB". */
export const sizeText = (bytes: number): string =>
  bytes >= 1e9 ? `${Number((bytes / 1e9).toPrecision(2))} GB` : `${Math.max(1, Math.round(bytes / 1e6))} MB`;

/** @throws DataError if something is larger than a page can hold: what to do instead. @param what "has", "unpacks to" */
export function expectRoom(name: string, what: string, bytes: number, most = MOST_BYTES): void {
  if (bytes > most)
    throw new DataError(
      `${name} ${what} ${sizeText(bytes)}, and a page has room for ${sizeText(most)}. The command line takes it: codings train ${name}`,
    );
}
