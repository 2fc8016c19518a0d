import { arff } from "./arff.ts";
import { arrow } from "./arrow.ts";
import { csv } from "./csv.ts";
import { idx } from "./idx.ts";
import { image } from "./images.ts";
import { json } from "./json.ts";
import { npy } from "./npy.ts";
import { parquet } from "./parquet.ts";
import type { AnyReader } from "./reader.ts";
import { xlsx } from "./xlsx.ts";
import { zip } from "./zip.ts";

/** The readers of all supported formats. The first one that recognises a file reads it. */
export const readers: readonly AnyReader[] = [idx, image, npy, xlsx, zip, parquet, arrow, json, arff, csv];

/** Returns the reader that recognises a file by its bytes (decompressed); undefined if there is none. */
export const readerOf = (bytes: Uint8Array, name: string): AnyReader | undefined =>
  readers.find((reader) => reader.recognises(bytes, name));
