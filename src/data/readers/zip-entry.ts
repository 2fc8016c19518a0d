/** A file in a ZIP archive, decompressed when it is read. */
export interface ZipEntry {
  readonly name: string;
  /** Decompressed size in bytes, as the directory states it. */
  readonly size: number;
  /** Compressed size in bytes. */
  readonly packed: number;
  /** Returns the first bytes, at most `HEAD`; fewer if they can't all be decompressed. */
  head(): Uint8Array;
  /** Returns all bytes. @throws DataError if the file is broken, or compressed with an unusual method. */
  read(): Uint8Array;
}

/** Functions that decompress raw deflated bytes. Node and browsers have different ones. */
export interface Inflate {
  /** Returns all bytes; undefined if they are broken, or more than `size`. */
  whole(packed: Uint8Array, size: number): Uint8Array | undefined;
  /** Returns the bytes from the beginning of a deflated file. */
  beginning(packed: Uint8Array): Uint8Array;
}
