/** The position of an object among all characters. */
export interface ObjectPlace {
  readonly from: number;
  readonly to: number;
}

/** Finds the rows in JSON text that arrives in parts. The rows are the objects of one array, or objects one after another. */
export class ObjectFinder {
  /** The text that isn't searched yet. It starts at the first string that isn't complete. */
  #rest = "";
  /** Position of the rest among all characters. */
  #from = 0;
  #depth = 0;
  #begin = 0;
  /** The depth of the rows; undefined before the first bracket. */
  #rows: 0 | 1 | undefined;

  /** Whether the rows are in an array. */
  get isArray(): boolean {
    return this.#rows === 1;
  }

  /** Adds text, and returns the objects that it completes. */
  read(text: string): readonly ObjectPlace[] {
    const all = this.#rest + text;
    const found: ObjectPlace[] = [];
    const tokens = /["{}[\]]/g;
    let at = all.length;
    for (let token = tokens.exec(all); token; token = tokens.exec(all)) {
      if (token[0] === '"') {
        const end = endOfText(all, token.index);
        if (end === undefined) {
          at = token.index;
          break;
        }
        tokens.lastIndex = end;
      } else if (token[0] === "{" || token[0] === "[") {
        this.#rows ??= token[0] === "[" ? 1 : 0;
        if (this.#depth === this.#rows) this.#begin = this.#from + token.index;
        this.#depth++;
      } else if (--this.#depth === this.#rows) found.push({ from: this.#begin, to: this.#from + token.index + 1 });
    }
    this.#rest = all.slice(at);
    this.#from += at;
    return found;
  }
}

/** Returns the position after the quote that ends a string; undefined if it doesn't end. */
function endOfText(json: string, begin: number): number | undefined {
  for (let end = json.indexOf('"', begin + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let before = end;
    while (json[before - 1] === "\\") before--;
    if ((end - before) % 2 === 0) return end + 1;
  }
  return undefined;
}

/** A key of an object, with the positions of the key and its value in the text. */
export interface Member {
  readonly key: string;
  readonly keyBegin: number;
  readonly keyEnd: number;
  readonly begin: number;
  readonly end: number;
}

const SPACE = /\s*/y;
const behindSpace = (json: string, at: number): number => {
  SPACE.lastIndex = at;
  return at + SPACE.exec(json)![0].length;
};

/** Returns the members of the object that begins at a position. */
export function membersOf(json: string, at: number): readonly Member[] {
  const members: Member[] = [];
  let place = behindSpace(json, at + 1);
  while (json[place] === '"') {
    const keyEnd = endOfText(json, place)!;
    const begin = behindSpace(json, behindSpace(json, keyEnd) + 1);
    const end = endOfValue(json, begin);
    members.push({ key: JSON.parse(json.slice(place, keyEnd)) as string, keyBegin: place, keyEnd, begin, end });
    const next = behindSpace(json, end);
    if (json[next] !== ",") break;
    place = behindSpace(json, next + 1);
  }
  return members;
}

/** Returns the position after the value that begins at a position. */
export function endOfValue(json: string, begin: number): number {
  if (json[begin] === '"') return endOfText(json, begin)!;
  if (json[begin] !== "{" && json[begin] !== "[") return begin + /^[^,\]}\s]*/.exec(json.slice(begin, begin + 400))![0].length;
  let depth = 0;
  const tokens = /["{}[\]]/g;
  tokens.lastIndex = begin;
  for (let token = tokens.exec(json); token; token = tokens.exec(json)) {
    if (token[0] === '"') tokens.lastIndex = endOfText(json, token.index)!;
    else if (token[0] === "{" || token[0] === "[") depth++;
    else if (--depth === 0) return token.index + 1;
  }
  return json.length;
}

/**
 * Writes a value into an object, and changes no other character. A missing key is added at the end, in the style of the others.
 * @param path - the keys that lead to the value, from the outside in. @param value - the value as JSON.
 */
export function withValue(json: string, path: readonly string[], value: string, at = 0): string {
  const [key, ...inner] = path as [string, ...string[]];
  const members = membersOf(json, at);
  const known = members.findLast((member) => member.key === key);
  if (known && inner.length > 0 && json[known.begin] === "{") return withValue(json, inner, value, known.begin);
  const whole = inner.reduceRight((inside, name) => `{${JSON.stringify(name)}:${inside}}`, value);
  if (known) return json.slice(0, known.begin) + whole + json.slice(known.end);
  const [first, second] = members;
  if (!first) return `${json.slice(0, at + 1)}${JSON.stringify(key)}:${whole}${json.slice(at + 1)}`;
  const between = second ? json.slice(first.end, second.keyBegin) : `,${json.slice(at + 1, first.keyBegin)}`;
  const { end } = members.at(-1)!;
  return `${json.slice(0, end)}${between}${JSON.stringify(key)}${json.slice(first.keyEnd, first.begin)}${whole}${json.slice(end)}`;
}

/** Removes the white space between the parts of JSON. */
export const withoutSpaces = (json: string): string =>
  json.replace(/("(?:[^"\\]|\\.)*")|\s+/gs, (_, text: string | undefined) => text ?? "");
