/** A file in a ZIP archive, unpacked when it is asked for. */
export interface ZipEntry {
  readonly name: string;
  /** Unpacked, in bytes, as the directory has it. */
  readonly size: number;
  /** Packed size, in bytes. */
  readonly packed: number;
  /** Its first bytes, at most `HEAD`. Fewer if they can't all be unpacked. */
  head(): Uint8Array;
  /** @throws DataError if it is broken, or packed in an unusual way. */
  read(): Uint8Array;
}

/** Functions that unpack raw deflated bytes; Node and browsers have different ones. */
export interface Inflate {
  /** All bytes, `size` of them; undefined if they are broken or more. */
  whole(packed: Uint8Array, size: number): Uint8Array | undefined;
  /** The bytes that the beginning of a deflated file unpacks to. */
  beginning(packed: Uint8Array): Uint8Array;
}
