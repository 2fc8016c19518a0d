import { namedApart } from "../tables/schema/column-names.ts";
import { endOfValue, type Member, membersOf } from "./json-text.ts";

/** The keys of objects that stand at one place, in the order that they were met, and what is inside of them. */
interface Keys {
  readonly inside: Map<string, Keys>;
  /** What each key is called, where that was asked for. */
  names?: ReadonlyMap<string, string>;
}

const none = (): Keys => ({ inside: new Map() });

/**
 * Gives the keys of rows names of their own where two differ only in capitals, which are one name to SQL: the second one gets a number. Of a key that stands twice in
 * an object the last value counts, as it does to JavaScript and Python.
 */
export class KeysApart {
  readonly #keys = none();

  /** Looks at the keys of another row. All rows must be looked at before one is renamed. */
  add(row: string): void {
    collect(row, 0, this.#keys);
  }

  /** A row with its keys renamed. */
  renamed(row: string): string {
    return renamed(row, 0, row.length, this.#keys);
  }

  /** The keys that a row of the file has at the place of renamed ones. */
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

/** Where the values in a list stand. */
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

/** The value that begins at a place and ends at another one, with its keys renamed. */
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
