import * as z from "zod/mini";
import { type Bytes, bytes, bytesIn } from "../core/bytes.ts";
import { OptionError } from "../core/errors.ts";
import { lookUp } from "../core/suggest.ts";
import { shown } from "../core/words.ts";

/** The kind of value that an option has: how it is checked, parsed from text and written as text. */
export interface Kind<T> {
  readonly schema: z.ZodMiniType<T>;
  /** Completes the message "--codings must be …". */
  readonly takes: string;
  /** Description of the value in code, if it is written differently there: `[300, 100]`. */
  readonly code?: string;
  /** Placeholder for the value in help: "<n>". */
  readonly metavar?: string;
  /** Whether a number must be whole (numbers only). */
  readonly whole?: boolean;
  /** The allowed names (lists of names only). */
  readonly names?: Readonly<Record<string, unknown>>;
  /**
   * Parses a text.
   * @param option - the option as the user wrote it, for the message.
   * @throws OptionError if the text isn't a valid value.
   */
  read(text: string, option: string): T;
  show(value: T): string;
}

export interface NumberRange {
  readonly from?: number;
  readonly to?: number;
  /** Exclusive minimum. */
  readonly above?: number;
  readonly whole?: boolean;
}

/** "--codings must be a whole number of at least 1, but it is "x"." @param hint - a sentence on what to do instead. */
export const unfit = (option: string, takes: string, value: unknown, hint?: string): OptionError =>
  new OptionError(`${option} must be ${takes}, but it is ${shown(value)}.${hint ? ` ${hint}` : ""}`);

/** A number in a range. */
export function number({ from, to, above, whole = false }: NumberRange = {}): Kind<number> {
  const range = to !== undefined ? ` from ${from} to ${to}` : from !== undefined ? ` of at least ${from}` : "";
  const takes = `a ${whole ? "whole number" : "number"}${range || (above === undefined ? "" : ` above ${above}`)}`;
  const checks = [
    ...(from === undefined ? [] : [z.gte(from)]),
    ...(to === undefined ? [] : [z.lte(to)]),
    ...(above === undefined ? [] : [z.gt(above)]),
    ...(whole ? [z.multipleOf(1)] : []),
  ];
  const schema = checks.length > 0 ? z.number().check(...(checks as [(typeof checks)[number]])) : z.number();
  return {
    schema,
    takes,
    metavar: "<n>",
    whole,
    read(text, option) {
      const { success, data } = schema.safeParse(text.trim() === "" ? undefined : Number(text));
      if (!success) throw unfit(option, takes, text);
      return data;
    },
    show: String,
  };
}

/** A whole number of at least 1. */
export const count: Kind<number> = number({ from: 1, whole: true });

/** One of several names. @param noun - what the names are, for the message about an unknown name. */
export function oneOf<const N extends string>(
  names: readonly N[],
  noun: string,
  elsewhere: ReadonlyMap<string, readonly string[]> = new Map(),
): Kind<N> {
  const known = Object.fromEntries(names.map((name) => [name, name]));
  return {
    schema: z.enum(known as { readonly [K in N]: K }) as unknown as z.ZodMiniType<N>,
    takes: `one of ${names.join(", ")}`,
    metavar: "<name>",
    names: known,
    read(text) {
      const meant = elsewhere.get(text.toLowerCase());
      if (meant && !Object.hasOwn(known, text))
        throw new OptionError(`Unknown ${noun} "${text}". Did you mean ${meant.map((name) => `"${name}"`).join(" or ")}?`);
      return lookUp(noun, text, known) as N;
    },
    show: (name) => name,
  };
}

/** A list of values of a kind, separated by commas. */
export const listOf = <T>({ schema, takes, read, show }: Kind<T>): Kind<readonly T[]> => ({
  schema: z.readonly(z.array(schema)),
  takes: `a list of values, each ${takes}`,
  read: (text, option) => text.split(",").map((part) => read(part, `Each value of ${option}`)),
  show: (values) => values.map(show).join(","),
});

/** Any text. */
export const text: Kind<string> = {
  schema: z.string(),
  takes: "a text",
  read: (written) => written,
  show: (value) => value,
};

/** A text, or a whole number from 1. */
export const nameOrNumber: Kind<string | number> = {
  schema: z.union([z.string(), z.int().check(z.minimum(1))]),
  takes: "a name, or a number from 1",
  read: (written) => written,
  show: String,
};

/**
 * Names of columns, separated by commas. A name with a comma, a quote, or space at an end is in double quotes, which are doubled
 * inside it.
 */
export const columnNames: Kind<readonly string[]> = {
  schema: z.readonly(z.array(z.string())),
  takes: "names of columns",
  code: 'a list of column names, such as ["id"]',
  metavar: "<columns>",
  read: (written) =>
    [...written.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)/g)]
      .map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!.trim())
      .filter(Boolean),
  show: (names) => names.map((name) => (/[",]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(","),
};

/** Words, separated by commas. A word with a comma is in double quotes. */
export const words: Kind<readonly string[]> = {
  ...columnNames,
  takes: "words",
  code: 'a list of words, such as ["-999"]',
  metavar: "<words>",
};

/** True or false. On the command line, it is a flag without a value. */
export const yesOrNo: Kind<boolean> = {
  schema: z.boolean(),
  takes: "true or false",
  read(written, option) {
    if (written !== "true" && written !== "false") throw unfit(option, "true or false", written);
    return written === "true";
  },
  show: String,
};

/** A value with its own text form. */
export const written = <T>(
  schema: z.ZodMiniType<T>,
  { takes, code }: Pick<Kind<T>, "takes"> & { readonly code: string },
  read: Kind<T>["read"],
  show: Kind<T>["show"],
): Kind<T> => ({
  schema,
  takes,
  code,
  read,
  show,
});

/** A number of bytes, or a text such as 4GB. */
export const bytesKind: Kind<Bytes> = {
  schema: z.union([z.number(), z.string()]).check(z.refine(bytes.is)),
  takes: bytes.what,
  metavar: "<size>",
  read(text, option) {
    const size = bytesIn(text);
    if (size === undefined) throw unfit(option, bytes.what, text);
    return size;
  },
  show: String,
};
