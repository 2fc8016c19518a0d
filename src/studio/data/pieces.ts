// A page can't react while the browser copies a value to it, from a worker or from the database. Long lists, such as the columns of a large table, are copied as
// numbers, which is fast, or in pieces.

/** Number of values in a piece, which the browser copies in a few milliseconds. */
export const PIECE = 20_000;

/** Stands for a long list: numbers with NaN for null, the places of its values among its different values, or its index among the lists in pieces. */
type Packed =
  | { readonly packed: "numbers"; readonly numbers: Float64Array }
  | { readonly packed: "words"; readonly words: unknown; readonly places: Int32Array }
  | { readonly packed: "pieces"; readonly list: number; readonly length: number };

/** A value whose long lists are packed, and the lists that are copied in pieces. */
export interface TakenApart {
  readonly rest: unknown;
  readonly lists: readonly (readonly unknown[])[];
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Lets the page react. */
const pause = () => new Promise((resolve) => setTimeout(resolve));

/** Packs the lists of a value that have more values than a piece. Typed arrays stay, because the browser copies them fast. */
export async function takenApart(value: unknown): Promise<TakenApart> {
  const lists: (readonly unknown[])[] = [];
  const packed = async (list: readonly unknown[]): Promise<Packed> => {
    await pause();
    if (list.every((one) => one === null || (typeof one === "number" && !Number.isNaN(one))))
      return { packed: "numbers", numbers: Float64Array.from(list, (one) => (one === null ? Number.NaN : (one as number))) };
    const places = new Map<unknown, number>();
    const codes = new Int32Array(list.length);
    for (const [i, one] of list.entries()) {
      const place = places.get(one) ?? places.size;
      if (place === places.size) places.set(one, place);
      if (places.size > list.length / 2) return { packed: "pieces", list: lists.push(list) - 1, length: list.length };
      codes[i] = place;
    }
    return { packed: "words", words: await without([...places.keys()]), places: codes };
  };
  const without = async (one: unknown): Promise<unknown> => {
    if (Array.isArray(one)) return one.length > PIECE ? packed(one) : mapped(one, without);
    return isPlain(one) ? mappedFields(one, without) : one;
  };
  const rest = await without(value);
  return { rest, lists };
}

/** Maps the objects in a list. Other values stay. */
async function mapped(list: readonly unknown[], to: (one: unknown) => Promise<unknown>): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const one of list) found.push(typeof one === "object" ? await to(one) : one);
  return found;
}

async function mappedFields(fields: Readonly<Record<string, unknown>>, to: (one: unknown) => Promise<unknown>) {
  const values = await mapped(Object.values(fields), to);
  return Object.fromEntries(Object.keys(fields).map((name, i) => [name, values[i]]));
}

/** Puts a value together again, and lets the page react after each list. @param piece returns values of a list in pieces from an index on. */
export async function putTogether<T>(
  rest: unknown,
  piece: (list: number, start: number) => Promise<readonly unknown[]>,
): Promise<T> {
  const unpacked = async (one: Packed): Promise<unknown[]> => {
    await pause();
    if (one.packed === "numbers") return Array.from(one.numbers, (number) => (Number.isNaN(number) ? null : number));
    if (one.packed === "words") {
      const words = (await whole(one.words)) as unknown[];
      return Array.from(one.places, (place) => words[place]);
    }
    const list: unknown[] = [];
    while (list.length < one.length) for (const value of await piece(one.list, list.length)) list.push(value);
    return list;
  };
  const whole = async (one: unknown): Promise<unknown> => {
    if (Array.isArray(one)) return mapped(one, whole);
    if (!isPlain(one)) return one;
    return "packed" in one ? unpacked(one as unknown as Packed) : mappedFields(one, whole);
  };
  return (await whole(rest)) as T;
}

/** Returns the memory of all typed arrays in a value, which can be given to another thread instead of copied. */
export function buffersIn(value: unknown, found = new Set<ArrayBuffer>()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) found.add(value.buffer as ArrayBuffer);
  else if (Array.isArray(value) || isPlain(value))
    for (const one of Object.values(value)) if (typeof one === "object") buffersIn(one, found);
  return found;
}
