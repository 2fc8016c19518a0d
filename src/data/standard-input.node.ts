import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { DataError } from "../core/errors.ts";
import { orExplain } from "../core/files.node.ts";
import { temporaryFolder } from "../core/temporary.node.ts";

/** Name of the dataset if it is read from standard input. */
const NAME = "stdin";

/**
 * Writes standard input into a temporary file, which is removed when the process ends. A file is needed because data are read
 * more than once: first to recognise their format.
 * @returns the path of the file.
 * @throws DataError if standard input is a terminal, or the disk is full.
 */
export async function standardInputAsFile(input: NodeJS.ReadStream = process.stdin): Promise<string> {
  if (input.isTTY)
    throw new DataError(
      `"-" reads the data from standard input, but nothing is piped into it. Pipe data into it (cat data.csv | codings …), or give a path.`,
    );
  const path = join((await temporaryFolder()).path, NAME);
  await orExplain(pipeline(input, createWriteStream(path)), NAME);
  return path;
}
