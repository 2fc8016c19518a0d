import { namedApart } from "../tables/schema/column-names.ts";
import { endOfValue, type Member, membersOf } from "./json-text.ts";

/** The keys of all objects at one place of the rows, in the order of appearance, with the keys inside each. */
interface Keys {
  readonly inside: Map<string, Keys>;
  /** The new name of each key, once names were assigned. */
  names?: ReadonlyMap<string, string>;
}

const none = (): Keys => ({ inside: new Map() });

/**
 * Renames keys of rows that differ only in upper and lower case, because SQL treats them as one name: the second one gets a
 * number. If a key occurs twice in an object, the last value counts, as in JavaScript and Python.
 */
export class KeysApart {
  readonly #keys = none();

  /** Adds the keys of a row. Add all rows before you rename one. */
  add(row: string): void {
    collect(row, 0, this.#keys);
  }

  /** Returns a row with its keys renamed. */
  renamed(row: string): string {
    return renamed(row, 0, row.length, this.#keys);
  }

  /** Returns the original keys of the file for a path of renamed keys. */
  original(path: readonly string[]): readonly string[] {
    let at: Keys | undefined = this.#keys;
    return path.map((name) => {
      const own: string = at ? ([...namesOf(at)].find(([, apart]) => apart === name)?.[0] ?? name) : name;
      at = at?.inside.get(own);
      return own;
    });
  }
}

function namesOf(keys: Keys): ReadonlyMap<string, string> {
  if (!keys.names) {
    const own = [...keys.inside.keys()];
    const { names } = namedApart(own);
    keys.names = new Map(own.map((key, i) => [key, names[i]!]));
  }
  return keys.names;
}

function collect(json: string, at: number, keys: Keys): void {
  if (json[at] === "{")
    for (const { key, begin } of membersOf(json, at)) {
      const inside = keys.inside.get(key) ?? none();
      keys.inside.set(key, inside);
      collect(json, begin, inside);
    }
  else if (json[at] === "[") for (const { begin } of itemsOf(json, at)) collect(json, begin, keys);
}

/** Returns the begin and end of each value in a list. */
function itemsOf(json: string, at: number): readonly Pick<Member, "begin" | "end">[] {
  const items: { begin: number; end: number }[] = [];
  const space = /[\s,]*/y;
  for (let place = at + 1; ; ) {
    space.lastIndex = place;
    const begin = place + space.exec(json)![0].length;
    if (begin >= json.length || json[begin] === "]") return items;
    const end = endOfValue(json, begin);
    items.push({ begin, end });
    place = end;
  }
}

/** Returns the value between two positions of the text, with its keys renamed. */
function renamed(json: string, begin: number, end: number, keys: Keys): string {
  if (json[begin] === "[") {
    const items = itemsOf(json, begin).map((item) => renamed(json, item.begin, item.end, keys));
    return `[${items.join(",")}]`;
  }
  if (json[begin] !== "{") return json.slice(begin, end);
  const names = namesOf(keys);
  const last = new Map(membersOf(json, begin).map((member) => [member.key, member]));
  const members = [...last.values()].map(
    ({ key, begin: from, end: to }) =>
      `${JSON.stringify(names.get(key) ?? key)}:${renamed(json, from, to, keys.inside.get(key) ?? none())}`,
  );
  return `{${members.join(",")}}`;
}
