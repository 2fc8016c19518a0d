import { DataError } from "./errors.ts";

/**
 * The deepest nesting of arrays and objects that is allowed in a table's JSON. Parsers call themselves for each level, and
 * some thousand levels would end the process.
 */
export const DEEPEST_TABLE = 64;
/** The deepest nesting that is allowed in the files of a model. A layer inside a layer takes three levels. */
export const DEEPEST_MODEL = 256;

const [QUOTE, BACKSLASH, NEWLINE, COLON] = [0x22, 0x5c, 0x0a, 0x3a];
const [ARRAY, ARRAY_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Measures how deep JSON nests, part by part: call the returned function with each part in turn. It returns the first place
 * that is deeper than `most`, in bytes from the beginning of the first part, or undefined. A string ends at the end of its
 * line at the latest, because JSON has no line breaks in strings.
 * @param onKey - called with a hash of each key.
 */
export function depthScanner(most: number, onKey?: (hash: number) => void): (part: Uint8Array) => number | undefined {
  let [before, depth, isText, isEscaped, hash] = [0, 0, false, false, 0];
  return (part) => {
    for (let i = 0; i < part.length; i++) {
      const byte = part[i]!;
      if (isText) {
        hash = Math.imul(hash ^ byte, 0x01000193);
        if (isEscaped) isEscaped = false;
        else if (byte === BACKSLASH) isEscaped = true;
        else if (byte === QUOTE || byte === NEWLINE) isText = false;
      } else if (byte === QUOTE) {
        isText = true;
        hash = 0;
      } else if (byte === COLON) onKey?.(hash);
      else if (byte === ARRAY || byte === OBJECT) {
        if (++depth > most) return before + i;
      } else if ((byte === ARRAY_END || byte === OBJECT_END) && depth > 0) depth--;
    }
    before += part.length;
    return undefined;
  };
}

/**
 * Checks that JSON doesn't nest too deep.
 * @throws DataError with the place at which it nests deeper than `most`.
 */
export function expectShallow(json: Uint8Array, where: string, most: number): void {
  const at = depthScanner(most)(json);
  if (at !== undefined) throw tooDeep(where, at, most);
}

export const tooDeep = (where: string, at: number, most: number): DataError =>
  new DataError(`${where}, byte ${at + 1}: the JSON nests arrays and objects more than ${most} levels deep. Give flatter data.`);
