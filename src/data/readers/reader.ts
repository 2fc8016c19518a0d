import type { NdArray } from "../../core/ndarray.ts";
import type { MemoryTable } from "../tables/memory/table.ts";
import type { LayoutOptions } from "../tables/text/layout.ts";
import type { ZipEntry } from "./zip-entry.ts";

/** The contents of each kind of file. */
export interface Contents {
  readonly array: NdArray;
  readonly table: MemoryTable;
  /** The files of an archive. */
  readonly files: readonly ZipEntry[];
  /** An image that the browser decoded; undefined if it is broken. */
  readonly image: ImageBitmap | undefined;
}

/** The options of readers: the layout of a text file that the user chose, and the columns that a model knows. */
export interface ReadOptions extends LayoutOptions {}

/** A reader of a file format, which converts bytes to their contents. It is the same in Node and in a page. */
export interface Reader<Holds extends keyof Contents> {
  /** Name of the format. */
  readonly name: string;
  readonly holds: Holds;
  /** Whether its files are text. Only a name can distinguish some text formats. */
  readonly isText?: boolean;
  /** Whether a file has this format, by its decompressed bytes, and by its name if the bytes don't decide it. */
  recognises(bytes: Uint8Array, name: string): boolean;
  /** Reads a file. @param name - name of the file, for messages. @throws DataError with one line if the file is broken. */
  read(bytes: Uint8Array, name: string, options?: ReadOptions): Contents[Holds] | Promise<Contents[Holds]>;
}

export type AnyReader = { [Holds in keyof Contents]: Reader<Holds> }[keyof Contents];

/** A file in memory, decompressed. */
export interface OpenFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The reader of its format; undefined if no reader recognises it. */
  readonly reader: AnyReader | undefined;
}

/** A file with one kind of contents. */
export type FileOf<Holds extends keyof Contents> = OpenFile & { readonly reader: Reader<Holds> };
