import { basename, extname } from "node:path";
import { DataError } from "../../../core/errors.ts";
import { isFloat, type SourceColumn } from "../schema/column-types.ts";
import { canEncode, encoderOf } from "../text/encode.ts";
import { COLUMNS, LineReader } from "../text/lines.ts";
import { LinePatcher, type RowPatch } from "../text/patch.ts";
import { RowFilter } from "../text/rows.ts";
import { TextStyle } from "../text/style.ts";
import { decoder, lineSkipper } from "./plain-csv.node.ts";
import type { TableSource } from "./source.node.ts";
import { bytesOf, type TextFile } from "./text-file.node.ts";

/** Changes to a row, with its number. */
export interface NumberedPatch extends RowPatch {
  readonly row: number;
}

/** Returns a file name's extension, without that of its compression. */
const endingOf = (path: string): string => extname(path.replace(/\.(gz|zst)$/i, "")).toLowerCase();

/**
 * Whether an output file has the format of a text file: it has the same extension, or one that stands for the delimiter.
 * @param isWider whether columns are added, which isn't possible at fixed positions.
 */
export function isOfKind(output: string, { path, encoding, layout: { delimiter } }: TextFile, isWider: boolean): boolean {
  if (!canEncode(encoding.label) || (isWider && delimiter === COLUMNS)) return false;
  const ending = endingOf(output);
  if (output === "-" || (ending !== "" && ending === endingOf(path))) return true;
  if (ending === ".tsv") return delimiter === "\t";
  return ending === ".csv" && delimiter !== "\t" && delimiter.length === 1;
}

/** Returns the style for writing results next to a table's cells: that of the table's text file, if the output has its format. */
export const styleFor = (
  output: string,
  { written, columns }: Pick<TableSource, "written" | "columns">,
): TextStyle | undefined =>
  written?.text && output !== "-" && isOfKind(output, written.text, true)
    ? new TextStyle(written.text, basename(written.text.path), decimalOf(columns))
    : undefined;

/** Returns the decimal mark of a table's numbers: a comma if some have one and none has a point. */
function decimalOf(columns: readonly SourceColumn[]): "." | "," {
  const marks = columns.flatMap(({ type, form }) => {
    if (form) return form.kind === "number" && (form.decimals[1] > 0 || form.thousands !== undefined) ? [form.decimal] : [];
    return isFloat(type) ? ["."] : [];
  });
  return marks.includes(",") && !marks.includes(".") ? "," : ".";
}

/** Changes to a text file. */
export interface TextPatches {
  /** Changes in the rows' order. */
  readonly patches: AsyncIterable<NumberedPatch>;
  /** Name of an added column. */
  readonly added?: string | undefined;
  /** Number of rows in the file. */
  readonly rowCount: number;
}

/**
 * Yields a text file's bytes with values put into some cells. All other cells stay unchanged.
 * @throws DataError if the file has a different number of rows, or its encoding can't represent a value.
 */
export async function* patchedText(file: TextFile, put: TextPatches): AsyncGenerator<Uint8Array> {
  const { path, encoding } = file;
  const name = basename(path);
  const encode = encoderOf(encoding.label, name);
  const mark = new Uint8Array(encoding.mark);
  let marked = 0;
  const bytes = async function* () {
    for await (const part of bytesOf(path)) {
      const some = Math.min(part.length, mark.length - marked);
      mark.set(part.subarray(0, some), marked);
      marked += some;
      yield part.subarray(some);
    }
  };
  let isFirst = true;
  for await (const text of patchedCharacters(file, bytes(), put)) {
    if (isFirst) yield mark;
    isFirst = false;
    yield encode(text);
  }
}

async function* patchedCharacters(
  { path, encoding, layout }: TextFile,
  bytes: AsyncIterable<Uint8Array>,
  { patches, added, rowCount }: TextPatches,
): AsyncGenerator<string> {
  const name = basename(path);
  const reader = new LineReader(layout, name, layout.first);
  const filter = new RowFilter(layout, name);
  const patcher = new LinePatcher(layout);
  const decode = decoder(encoding.label, name, reader);
  const skip = lineSkipper(layout.first - 1);
  const above = new Above(added === undefined ? [] : layout.nameEnds, (i) => patcher.another(i === 0 ? added! : ""));
  const waiting = patches[Symbol.asyncIterator]();
  let next = await waiting.next();
  // Characters from `from` on, counted from the first row, that were read but not written yet.
  let [kept, from, row] = ["", 0, 0];
  const rowsIn = async (text: string, isLast: boolean): Promise<string> => {
    kept += text;
    let written = "";
    let done = from;
    for (const { line } of filter.lines(reader.read(text, isLast))) {
      const patch = !next.done && next.value.row === row ? next.value : undefined;
      if (patch) next = await waiting.next();
      row++;
      done = line.to;
      if (!patch && added === undefined) continue;
      const raw = kept.slice(line.from - from, line.to - from);
      written += kept.slice(0, line.from - from) + patcher.row(raw, patch ?? { values: new Map(), added: "" });
      kept = kept.slice(line.to - from);
      from = line.to;
    }
    written += kept.slice(0, done - from);
    kept = kept.slice(done - from);
    from = done;
    return written;
  };
  for await (const part of bytes) {
    const text = decode(part);
    const body = skip(text);
    yield above.with(text.slice(0, text.length - body.length)) + (await rowsIn(body, false));
  }
  const text = decode(undefined);
  const body = skip(text);
  yield above.with(text.slice(0, text.length - body.length)) + (await rowsIn(body, true)) + kept;
  if (row !== rowCount) throw new DataError(`${name} changed while it was read. Try again.`);
}

/** Changes the lines above the rows by adding text after the names. */
class Above {
  readonly #ends: readonly number[];
  readonly #put: (i: number) => string;
  #at = 0;

  constructor(ends: readonly number[], put: (i: number) => string) {
    this.#ends = ends;
    this.#put = put;
  }

  with(text: string): string {
    const [from, to] = [this.#at, this.#at + text.length];
    this.#at = to;
    let whole = text;
    for (const [i, end] of [...this.#ends.entries()].toReversed())
      if (end > from && end <= to) whole = whole.slice(0, end - from) + this.#put(i) + whole.slice(end - from);
    return whole;
  }
}
