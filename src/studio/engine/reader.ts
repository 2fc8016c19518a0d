import * as Comlink from "comlink";
import type { ReadingOptions } from "../../data/tables/schema/reading.ts";
import { buffersIn, PIECE, type TakenApart, takenApart } from "../data/pieces.ts";

/** A file to read, without its contents. */
export interface FileToRead {
  readonly path: string;
  readonly size: number;
}

/** Reads files in a worker that ends afterwards, because a large table takes seconds. */
export class Reader {
  private lists: TakenApart["lists"] = [];

  /** Reads files. @param bytes returns the contents of a file. @returns the opened files without their long lists, which `piece` returns. */
  async read(
    files: readonly FileToRead[],
    bytes: (file: number) => Promise<Uint8Array>,
    reading?: ReadingOptions,
  ): Promise<unknown> {
    const { openFiles } = await import("../../data/open-files.ts");
    const found = await openFiles(
      files.map((file, i) => ({ ...file, bytes: () => bytes(i) })),
      reading,
    );
    const { rest, lists } = await takenApart(found);
    this.lists = lists;
    return Comlink.transfer(rest as object, [...buffersIn(rest)]);
  }

  /** Returns values of a long list from an index on. */
  piece(list: number, start: number): readonly unknown[] {
    return this.lists[list]!.slice(start, start + PIECE);
  }
}
