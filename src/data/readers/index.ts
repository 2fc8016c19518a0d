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

/** All formats that are read. The first that recognises a file reads it. */
export const readers: readonly AnyReader[] = [idx, image, npy, xlsx, zip, parquet, arrow, json, arff, csv];

/** The format of a file, seen from its bytes (unpacked); undefined if none recognises it. */
export const readerOf = (bytes: Uint8Array, name: string): AnyReader | undefined =>
  readers.find((reader) => reader.recognises(bytes, name));
