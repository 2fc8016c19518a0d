import { basename, extname } from "node:path";
import { DataError } from "../../../core/errors.ts";
import { ObjectFinder, withoutSpaces, withValue } from "../../readers/json-text.ts";
import type { FlatColumn } from "./flatten.node.ts";
import { bytesOf } from "./text-file.node.ts";

/** Changes to a row of JSON: values as JSON, by the keys that lead to them. */
export interface JsonPatch {
  readonly row: number;
  readonly values: readonly { readonly path: FlatColumn["path"]; readonly json: string }[];
  /** Value of an added key, as JSON. */
  readonly added?: string | undefined;
}

export interface JsonPatches {
  /** Changes in the rows' order. */
  readonly patches: AsyncIterable<JsonPatch>;
  /** Key to add to each row. */
  readonly added?: string | undefined;
  /** Number of rows in the file. */
  readonly rowCount: number;
}

const endingOf = (path: string): string => extname(path.replace(/\.(gz|zst)$/i, "")).toLowerCase();
const LINES: readonly string[] = [".jsonl", ".ndjson"];

/** Whether an output file is JSON, or has the extension of a JSON file. */
export const isJsonOutput = (output: string, path: string): boolean =>
  [".json", ...LINES].includes(endingOf(output)) || (endingOf(output) !== "" && endingOf(output) === endingOf(path));

/**
 * Yields the text of a JSON file with values put into some of its rows. Everything else stays unchanged, except for the text
 * between rows if an array becomes lines or lines become an array.
 * @throws DataError if the file has a different number of rows.
 */
export async function* patchedJson(
  path: string,
  output: string,
  { patches, added, rowCount }: JsonPatches,
): AsyncGenerator<string> {
  const finder = new ObjectFinder();
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const waiting = patches[Symbol.asyncIterator]();
  let next = await waiting.next();
  let [kept, from, row] = ["", 0, 0];
  const ending = endingOf(output);
  const isOther = () => ending !== endingOf(path) && LINES.includes(ending) === finder.isArray;
  const rowsIn = async (text: string): Promise<string> => {
    kept += text;
    let written = "";
    for (const place of finder.read(text)) {
      const patch = !next.done && next.value.row === row ? next.value : undefined;
      if (patch) next = await waiting.next();
      const json = patched(kept.slice(place.from - from, place.to - from), patch, added);
      if (!isOther()) written += kept.slice(0, place.from - from) + json;
      else if (LINES.includes(ending)) written += `${withoutSpaces(json)}\n`;
      else written += `${row === 0 ? "[\n" : ",\n"}${withoutSpaces(json)}`;
      kept = kept.slice(place.to - from);
      from = place.to;
      row++;
    }
    return written;
  };
  for await (const part of bytesOf(path)) yield await rowsIn(decoder.decode(part, { stream: true }));
  yield await rowsIn(decoder.decode());
  if (row !== rowCount) throw new DataError(`${basename(path)} changed while it was read. Try again.`);
  if (!isOther()) yield kept;
  else if (!LINES.includes(ending)) yield "\n]\n";
}

function patched(json: string, patch: JsonPatch | undefined, added: string | undefined): string {
  const filled = (patch?.values ?? []).reduce((before, { path, json: value }) => withValue(before, path, value), json);
  return added === undefined ? filled : withValue(filled, [added], patch?.added ?? "null");
}
