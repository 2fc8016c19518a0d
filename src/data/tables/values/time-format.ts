import { OptionError } from "../../../core/errors.ts";
import { daySeconds } from "../schema/time-text.ts";
import { monthNames } from "./month-names.ts";
import { SPACES } from "./number-form.ts";
import { ZONE, zoneSeconds } from "./zones.ts";

/** The content of a group in a format's pattern. */
export type TimeField = "Y" | "y" | "m" | "b" | "d" | "H" | "I" | "M" | "S" | "f" | "p" | "z" | "q" | "j" | "V" | "u" | "s";

/** A format of times, as a pattern for both JavaScript and RE2, and the content of its groups in order. */
export interface CompiledFormat {
  readonly pattern: string;
  readonly fields: readonly TimeField[];
  /** Whether it contains days or parts of a year; hours; and a zone. */
  readonly hasDate: boolean;
  readonly hasClock: boolean;
  readonly hasZone: boolean;
}

const SPACE = `[${SPACES}]`;
const FRACTION = "(?:[.,](\\d{1,9}))?";
const SECONDS = `([0-5]\\d|60)${FRACTION}`;
/** Patterns of the directives. A number next to another number has all its digits. */
const DIRECTIVES: Readonly<
  Record<string, { readonly fields: readonly TimeField[]; readonly loose: string; readonly tight?: string }>
> = {
  Y: { fields: ["Y"], loose: "(\\d{4})" },
  G: { fields: ["Y"], loose: "(\\d{4})" },
  y: { fields: ["y"], loose: "(\\d{2})" },
  m: { fields: ["m"], loose: "(0?[1-9]|1[0-2])", tight: "(0[1-9]|1[0-2])" },
  d: { fields: ["d"], loose: "(0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)?", tight: "(0[1-9]|[12]\\d|3[01])" },
  b: { fields: ["b"], loose: "(\\p{L}{3,12})\\.?" },
  a: { fields: [], loose: "\\p{L}{2,12}\\.?" },
  H: { fields: ["H"], loose: "([01]?\\d|2[0-4])", tight: "([01]\\d|2[0-4])" },
  I: { fields: ["I"], loose: "(0?[1-9]|1[0-2])", tight: "(0[1-9]|1[0-2])" },
  M: { fields: ["M"], loose: "([0-5]\\d)" },
  S: { fields: ["S", "f"], loose: SECONDS },
  f: { fields: ["f"], loose: "(\\d{1,9})" },
  p: { fields: ["p"], loose: "([AaPp])\\.?[Mm]\\.?" },
  z: { fields: ["z"], loose: `(?:${SPACE}?${ZONE})?` },
  Z: { fields: ["z"], loose: `${SPACE}?${ZONE}` },
  q: { fields: ["q"], loose: "([1-4])" },
  j: { fields: ["j"], loose: "(\\d{3})" },
  V: { fields: ["V"], loose: "([0-5]\\d)" },
  u: { fields: ["u"], loose: "([1-7])" },
  s: { fields: ["s"], loose: "(-?\\d{1,11})(?:[.,](\\d{1,9}))?" },
};
/** Other spellings of directives. */
const SAME: Readonly<Record<string, string>> = { B: "b", h: "b", A: "a", e: "d", k: "H", l: "I", P: "p", U: "V", W: "V" };
const SHORT: Readonly<Record<string, string>> = { T: "%H:%M:%S", R: "%H:%M", D: "%m/%d/%y", F: "%Y-%m-%d", r: "%I:%M:%S %p" };

type Token = { readonly directive: string } | { readonly text: string } | { readonly optional: "[" | "]" };

function tokensOf(format: string): Token[] {
  const plain = format.replace(/%([TRDFr])/g, (_, name: string) => SHORT[name]!);
  return [...plain.matchAll(/%-?(.)|([^%])/gsu)].map(([, name, text]) => {
    if (text !== undefined) return { text };
    if (name === "%") return { text: "%" };
    if (name === "[" || name === "]") return { optional: name };
    const directive = SAME[name!] ?? name!;
    if (!Object.hasOwn(DIRECTIVES, directive))
      throw new OptionError(
        `The time format "${format}" contains %${name}, which isn't a known directive. Use those of strptime, such as %Y-%m-%d %H:%M:%S.`,
      );
    return { directive };
  });
}

const compiled = new Map<string, CompiledFormat>();

/** @throws OptionError if a directive isn't known, or the format contains neither a date nor a time. */
export function compileFormat(format: string): CompiledFormat {
  const known = compiled.get(format);
  if (known) return known;
  const tokens = tokensOf(format);
  const fields: TimeField[] = [];
  const isNumber = (token: Token | undefined) => token !== undefined && "directive" in token && !/[abpzZ]/.test(token.directive);
  const parts = tokens.map((token, i): string => {
    const before = tokens[i - 1];
    const next = tokens[i + 1];
    if ("optional" in token) return token.optional === "[" ? "(?:" : ")?";
    if ("text" in token) {
      if (/[T ]/.test(token.text) && isClock(next) && isDate(before)) return `(?:T|${SPACE}+)`;
      // Some programs leave out seconds that are zero.
      if (token.text === ":" && isSeconds(next)) return "(?::";
      if (/\s/.test(token.text)) return isOne(next, /p/) ? `${SPACE}*` : `${SPACE}+`;
      return token.text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
    }
    const { directive } = token;
    const known = DIRECTIVES[directive]!;
    fields.push(...(directive === "s" ? (["s", "f"] as const) : known.fields));
    const pattern = known.tight && (isNumber(before) || isNumber(next)) ? known.tight : known.loose;
    if (directive === "S" && before !== undefined && "text" in before && before.text === ":") return `${pattern})?`;
    if (
      directive !== "M" ||
      (next !== undefined && ("directive" in next || ("text" in next && next.text === ":" && isSeconds(tokens[i + 2]))))
    )
      return pattern;
    fields.push("S", "f");
    return `${pattern}(?::${SECONDS})?`;
  });
  const has = (...wanted: readonly TimeField[]) => fields.some((field) => wanted.includes(field));
  const hasClock = has("H", "I", "s");
  const last = tokens.at(-1);
  // Any time may be followed by a zone.
  const mayHaveZone = hasClock && !has("z") && last !== undefined && ("optional" in last || isOne(last, /[HMSp]/));
  if (mayHaveZone) {
    parts.push(`(?:${SPACE}?${ZONE})?`);
    fields.push("z");
  }
  const result = {
    pattern: parts.join(""),
    fields,
    hasDate: has("Y", "y", "s"),
    hasClock,
    hasZone: has("z") && !mayHaveZone,
  };
  if (!result.hasDate && !result.hasClock)
    throw new OptionError(`The time format "${format}" has neither a year nor an hour. Use a format such as %d.%m.%Y or %H:%M.`);
  compiled.set(format, result);
  return result;
}

const isOne = (token: Token | undefined, names: RegExp): boolean =>
  token !== undefined && "directive" in token && names.test(token.directive);
const isClock = (token: Token | undefined) => isOne(token, /[HI]/) || (token !== undefined && "optional" in token);
const isDate = (token: Token | undefined) => isOne(token, /[Ymdj]/) || (token !== undefined && "optional" in token);
const isSeconds = (token: Token | undefined) => isOne(token, /^S$/);

const monthOf = new Map(monthNames);

const regexes = new Map<string, RegExp>();

/** Returns the parts of a text in a format; undefined if the text doesn't have the format. */
export function partsOfTime(format: string, text: string): Fields | undefined {
  const { pattern, fields } = compileFormat(format);
  const regex = regexes.get(format) ?? new RegExp(`^(?:${pattern})$`, "u");
  regexes.set(format, regex);
  const found = regex.exec(text.trim());
  if (!found) return undefined;
  const of: Fields = {};
  fields.forEach((field, i) => {
    of[field] ??= found[i + 1];
  });
  return of;
}

/** Returns a function that reads a text as seconds since 1970 UTC, or since midnight without a year; NaN for other texts. */
export function timeReader(format: string): (text: string) => number {
  return (text) => {
    const of = partsOfTime(format, text);
    if (!of) return Number.NaN;
    return dateSeconds(of) + clockSeconds(of) - (of.z === undefined ? 0 : zoneSeconds(of.z));
  };
}

type Fields = Partial<Record<TimeField, string>>;

/** Years of two digits from this one to 99 belong to the last century. */
export const FIRST_OF_LAST_CENTURY = 69;

function dateSeconds({ Y, y, m, b, d, q, j, V, u, s }: Fields): number {
  if (s !== undefined) return Number(s);
  if (Y === undefined && y === undefined) return 0;
  const year = Y === undefined ? Number(y) + (Number(y) < FIRST_OF_LAST_CENTURY ? 2000 : 1900) : Number(Y);
  if (j !== undefined) return Number(j) >= 1 && Number(j) <= 366 ? daySeconds(year, 1, 1) + 86_400 * (Number(j) - 1) : Number.NaN;
  if (V !== undefined) return weekSeconds(year, Number(V), Number(u ?? 1));
  const month =
    b !== undefined ? (monthOf.get(b.toLowerCase()) ?? Number.NaN) : q !== undefined ? 3 * Number(q) - 2 : Number(m ?? 1);
  return Number.isNaN(month) ? Number.NaN : daySeconds(year, month, Number(d ?? 1));
}

/** Returns the beginning of a day of an ISO week. The fourth of January is always in the first week. */
function weekSeconds(year: number, week: number, day: number): number {
  const fourth = daySeconds(year, 1, 4);
  const weekday = (Math.floor(fourth / 86_400) + 3) % 7;
  const monday = fourth - 86_400 * (((weekday % 7) + 7) % 7);
  return week >= 1 && week <= 53 ? monday + 86_400 * (7 * (week - 1) + day - 1) : Number.NaN;
}

function clockSeconds({ H, I, M, S, f, p, s }: Fields): number {
  // DuckDB's times have microseconds.
  const rest = f === undefined ? 0 : Number(`0.${f.slice(0, 6)}`);
  if (s !== undefined) return s.startsWith("-") ? -rest : rest;
  const hour = I === undefined ? Number(H ?? 0) : (Number(I) % 12) + (/^p/i.test(p ?? "") ? 12 : 0);
  return 3600 * hour + 60 * Number(M ?? 0) + Number(S ?? 0) + rest;
}
