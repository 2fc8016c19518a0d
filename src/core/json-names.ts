/**
 * The order of an object's names in the JSON text. Without it, JavaScript would put names that are whole numbers first, in
 * ascending order. Columns named by years, and rows named by numbers, would change places.
 */
const order = new WeakMap<object, readonly string[]>();

type JsonObject = Readonly<Record<string, unknown>>;

/** Returns whether JavaScript treats a name as an index and puts it first. */
const isPlace = (name: string): boolean => /^(0|[1-9]\d{0,9})$/.test(name);

/** Returns an object's names in the order of the JSON text. */
export const namesOf = (object: object): readonly string[] => order.get(object) ?? Object.keys(object);

/** Returns an object's names and values in the order of the JSON text. */
export const entriesOf = (object: JsonObject): [name: string, value: unknown][] =>
  namesOf(object).map((name) => [name, object[name]]);

/** Creates an object and stores the order of its names. */
export function objectOf(entries: readonly (readonly [name: string, value: unknown])[]): JsonObject {
  const object = Object.fromEntries(entries);
  if (entries.some(([name]) => isPlace(name))) order.set(object, [...new Set(entries.map(([name]) => name))]);
  return object;
}

/** Prefix that makes a whole number an ordinary name, so that JavaScript doesn't reorder it. */
const MARK = "\u0000name:";
const MARKED = /"(?:[^"\\]|\\.)*"(?=(\s*:)?)/g;

/** Adds the prefix to all names in a JSON text that are whole numbers; undefined if there are none. */
export function markedNames(text: string): string | undefined {
  if (!/"\d{1,10}"\s*:/.test(text)) return undefined;
  return text.replace(MARKED, (token, colon?: string) =>
    colon !== undefined && isPlace(token.slice(1, -1)) ? `${JSON.stringify(MARK).slice(0, -1)}${token.slice(1)}` : token,
  );
}

/** Removes the prefix from the names of a parsed object; returns other values unchanged. */
export function withoutMarks(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  return entries.some(([name]) => name.startsWith(MARK))
    ? objectOf(entries.map(([name, inside]) => [name.startsWith(MARK) ? name.slice(MARK.length) : name, inside]))
    : value;
}
