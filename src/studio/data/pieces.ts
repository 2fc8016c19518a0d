// A page can't react while the browser copies a value to it, from a worker or from the database. Long lists are therefore copied in pieces.

/** Number of values in a piece, which the browser copies in a few milliseconds. */
export const PIECE = 20_000;

/** Stands for a long list: its index among all long lists, and its length. */
interface Long {
  readonly long: number;
  readonly length: number;
}

/** A value whose long lists were taken out. */
export interface TakenApart {
  readonly rest: unknown;
  readonly lists: readonly (readonly unknown[])[];
}

/** Takes the lists with more values than a piece out of a value. Typed arrays stay, because the browser copies them fast. */
export function takenApart(value: unknown): TakenApart {
  const lists: (readonly unknown[])[] = [];
  const without = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.length > PIECE ? { long: lists.push(one) - 1, length: one.length } : one.map(without);
    if (typeof one !== "object" || one === null || Object.getPrototypeOf(one) !== Object.prototype) return one;
    return Object.fromEntries(Object.entries(one).map(([name, field]) => [name, without(field)]));
  };
  return { rest: without(value), lists };
}

/** Puts a value together again. @param piece returns values of a long list from an index on. */
export async function putTogether<T>(
  rest: unknown,
  piece: (list: number, start: number) => Promise<readonly unknown[]>,
): Promise<T> {
  const whole = async (one: unknown): Promise<unknown> => {
    if (Array.isArray(one)) {
      const found: unknown[] = [];
      for (const element of one) found.push(typeof element === "object" ? await whole(element) : element);
      return found;
    }
    if (typeof one !== "object" || one === null || Object.getPrototypeOf(one) !== Object.prototype) return one;
    if ("long" in one) {
      const { long, length } = one as Long;
      const list: unknown[] = [];
      while (list.length < length) for (const value of await piece(long, list.length)) list.push(value);
      return list;
    }
    const fields: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(one)) fields[name] = typeof field === "object" ? await whole(field) : field;
    return fields;
  };
  return (await whole(rest)) as T;
}
