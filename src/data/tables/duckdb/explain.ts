import { CodingsError, DataError } from "../../../core/errors.ts";
import { type Message, message, option } from "../../../core/message.ts";

/** Converts DuckDB's error about a table to one line: the file, the line in it, and what to do. */
export function explainTableError(error: unknown, name: string): CodingsError {
  if (error instanceof CodingsError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const line = /CSV Error on Line: (\d+)/.exec(text)?.[1];
  const at = line === undefined ? name : `${name}, line ${line}`;
  const counts = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(text);
  if (counts)
    return new DataError(
      `${at} has ${counts[2]} columns, but the other lines have ${counts[1]}. Correct that line, or use the right file.`,
    );
  for (const [pattern, say] of KNOWN) {
    const match = pattern.exec(text);
    if (match) return new DataError(say(at, match));
  }
  const [first = text] = text.split("\n");
  return new DataError(
    `${at} can't be read as a table: ${first.replace(/^(\w+ )*Error: /, "").replace(/\.$/, "")}. Repair the file, or save the table in another format.`,
  );
}

type Say = (at: string, match: RegExpExecArray) => string | Message;

const KNOWN: readonly (readonly [RegExp, Say])[] = [
  [/not utf-8 encoded|Invalid unicode|invalid UTF-?8/i, (at) => `${at} isn't UTF-8. Save the file as UTF-8.`],
  [
    /Maximum line size/i,
    (at) => `${at} is longer than 2 MB. Check that its quotes are closed and that the file has line breaks.`,
  ],
  [
    /STDDEV_POP is out of range|AVG is out of range/i,
    (at) => `${at} has numbers above 1e150, which can't be used for training. Scale or correct them.`,
  ],
  [/unterminated quote|Value with unterminated quote/i, (at) => `${at}: a quoted text doesn't end. Close its quotes.`],
  [
    /Malformed JSON in file .*?(?:at byte \d+ )?in (?:line|record\/value) (\d+): ([^\n]*)/,
    (at, [, line, why]) => `${at}, line ${line}: the JSON is broken (${why!.replace(/[.\s]+$/, "")}). Correct that line.`,
  ],
  [
    /in (?:line|record\/value) (\d+): Object .* has duplicate key "(.*?)"/s,
    (at, [, row, key]) => `${at}, row ${row} has the key "${key}" twice. Give each column a different name.`,
  ],
  [/No files found that match the pattern/, (at) => `${at} doesn't exist, or no file matches it. Check the path.`],
  [
    /No magic bytes found|too small to be a Parquet|not a Parquet file/i,
    (at) => `${at} is not a whole Parquet file. Write it again.`,
  ],
  [
    /extension "(\w+)"|required extension '(\w+)'/i,
    (at, [, a, b]) =>
      `${at} needs DuckDB's extension ${a ?? b}, which isn't installed and can't be downloaded. Download the file yourself, and use its path.`,
  ],
  [
    /HTTP[^\n]*?(\d{3})/,
    (at, [, status]) => `${at} can't be downloaded: the server answered with status ${status}. Check the address.`,
  ],
  [
    /Referenced column "(.+?)" not found[^\n]*\n?(?:Candidate bindings: ([^\n]*))?/,
    (_at, [, column, near]) =>
      `--query: there is no column "${column}"${near ? `. The most similar one is ${near.split(",")[0]!.trim()}` : ""}. The table is called data.`,
  ],
  [
    /Table with name (\S+) does not exist/,
    (_at, [, table]) => `--query: there is no table "${table}". The table is called data.`,
  ],
  [/Parser Error: ([^\n]*)/, (_at, [, why]) => `--query can't be read: ${why}.`],
  [/No space left|disk full/i, (at) => `${at}: the disk is full. Free some space.`],
  [/Could not write file[^\n]*: ([^:\n]+)/, (at, [, why]) => `${at} can't be written: ${why}. Choose another path.`],
  [
    /Out of Memory|failed to allocate|could not allocate/i,
    (at) =>
      message`${at}: there isn't enough memory to read it. Select fewer rows or columns (${option("query")}), or allow more: ${option("maxMemory")}`,
  ],
];
