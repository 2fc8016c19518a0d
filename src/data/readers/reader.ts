import type { NdArray } from "../../core/ndarray.ts";
import type { MemoryTable } from "../tables/memory/table.ts";
import type { LayoutOptions } from "../tables/text/layout.ts";
import type { ZipEntry } from "./zip-entry.ts";

/** What a file may hold. */
export interface Contents {
  readonly array: NdArray;
  readonly table: MemoryTable;
  /** The files of an archive. */
  readonly files: readonly ZipEntry[];
  /** Decoded by the browser; undefined if it is broken. */
  readonly image: ImageBitmap | undefined;
}

/** How a file is read: of a text file its layout where a user insists on it, and the columns that a model knows. */
export interface ReadOptions extends LayoutOptions {}

/** A file format: bytes in, what they hold out. The same in Node and in a page. */
export interface Reader<Holds extends keyof Contents> {
  /** The format's name. */
  readonly name: string;
  readonly holds: Holds;
  /** Whether its files are text, which is told apart from other text by a name at best. */
  readonly isText?: boolean;
  /** Whether a file is of this format, seen from its bytes (unpacked), and from its name where those leave it open. */
  recognises(bytes: Uint8Array, name: string): boolean;
  /** @param name the file's, for messages. @throws DataError in one line if the file is broken. */
  read(bytes: Uint8Array, name: string, options?: ReadOptions): Contents[Holds] | Promise<Contents[Holds]>;
}

export type AnyReader = { [Holds in keyof Contents]: Reader<Holds> }[keyof Contents];

/** A file in memory, unpacked. */
export interface OpenFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The format that it is of; undefined if none is known. */
  readonly reader: AnyReader | undefined;
}

/** A file of a format that holds one kind of thing. */
export type FileOf<Holds extends keyof Contents> = OpenFile & { readonly reader: Reader<Holds> };
