/**
 * The order of an object's names as JSON has them. JavaScript puts names that are whole numbers first, in ascending order; years as columns, and rows that are named by
 * numbers, would change their places.
 */
const order = new WeakMap<object, readonly string[]>();

type JsonObject = Readonly<Record<string, unknown>>;

/** A name that JavaScript takes for a place in a list. */
const isPlace = (name: string): boolean => /^(0|[1-9]\d{0,9})$/.test(name);

/** An object's names in their order. */
export const namesOf = (object: object): readonly string[] => order.get(object) ?? Object.keys(object);

/** An object's names and values in their order. */
export const entriesOf = (object: JsonObject): [name: string, value: unknown][] =>
  namesOf(object).map((name) => [name, object[name]]);

/** An object whose names keep their order. */
export function objectOf(entries: readonly (readonly [name: string, value: unknown])[]): JsonObject {
  const object = Object.fromEntries(entries);
  if (entries.some(([name]) => isPlace(name))) order.set(object, [...new Set(entries.map(([name]) => name))]);
  return object;
}

/** Begins a name so that it is none that JavaScript puts first. */
const MARK = "\u0000name:";
const MARKED = /"(?:[^"\\]|\\.)*"(?=(\s*:)?)/g;

/** JSON's text with marks in its names that are whole numbers; undefined where it has none. */
export function markedNames(text: string): string | undefined {
  if (!/"\d{1,10}"\s*:/.test(text)) return undefined;
  return text.replace(MARKED, (token, colon?: string) =>
    colon !== undefined && isPlace(token.slice(1, -1)) ? `${JSON.stringify(MARK).slice(0, -1)}${token.slice(1)}` : token,
  );
}

/** A value of JSON with marked names as it is without them. */
export function withoutMarks(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  return entries.some(([name]) => name.startsWith(MARK))
    ? objectOf(entries.map(([name, inside]) => [name.startsWith(MARK) ? name.slice(MARK.length) : name, inside]))
    : value;
}
