import { CodingsError } from "./errors.ts";

interface Call {
  readonly name: string;
  readonly changes: boolean;
}

/** The calls that are running on each object. */
const running = new WeakMap<object, Set<Call>>();

/** Number of `lettingRead` that are running. */
let reading = 0;

/**
 * Makes asynchronous methods of a class safe to call at the same time on one object. A method that changes the object runs alone.
 * Methods that only read it may run together. A call that would disturb another one is refused with an error that names both.
 * @example guard(Pca, { changing: ["fit"], reading: ["transform"] });
 */
export function guard<T extends object>(
  { prototype }: { readonly prototype: T },
  methods: { readonly changing: readonly (keyof T & string)[]; readonly reading: readonly (keyof T & string)[] },
): void {
  for (const name of methods.changing) wrap(prototype, { name, changes: true });
  for (const name of methods.reading) wrap(prototype, { name, changes: false });
}

function wrap(prototype: object, { name, changes }: Call): void {
  const method = (prototype as Record<string, (...given: unknown[]) => unknown>)[name]!;
  const guarded = async function (this: object, ...given: unknown[]): Promise<unknown> {
    const calls = running.get(this) ?? new Set();
    running.set(this, calls);
    for (const other of calls)
      if (changes || (other.changes && reading === 0))
        throw new CodingsError(
          `${other.name} is still running on this ${this.constructor.name || "object"}. Wait for its result before you call ${name}, or use another object.`,
        );
    const call = { name, changes };
    calls.add(call);
    try {
      return await method.apply(this, given);
    } finally {
      calls.delete(call);
    }
  };
  Object.defineProperty(prototype, name, { value: guarded, writable: true, configurable: true });
}

/**
 * Runs work for which a method that changes an object waits, such as a callback. Until the work ends, methods that only read the
 * object may run.
 */
export async function lettingRead<T>(work: () => T | Promise<T>): Promise<T> {
  reading++;
  try {
    return await work();
  } finally {
    reading--;
  }
}
