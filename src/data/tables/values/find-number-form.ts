import type { NumberForm, Thousands, ValueOptions } from "./form.ts";
import { digitsPattern, FRACTION, numberReader, SPACES } from "./number-form.ts";
import { areHashes } from "./plain-type.ts";

/** If at least this share of a column's sampled values are numbers or times, the others are stray values. */
export const MOSTLY = 0.9;

const CODES =
  "USD|EUR|GBP|CHF|JPY|CNY|RMB|INR|AUD|CAD|NZD|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|BGN|RUB|UAH|TRY|BRL|MXN|ARS|CLP|COP|ZAR|KRW|HKD|SGD|TWD|THB|IDR|MYR|PHP|VND|ILS|AED|SAR|EGP|NGN|KES|BTC|ETH";
const CURRENCY = `(?:[A-Z]{0,3}\\p{Sc}|${CODES}|SFr\\.?|Fr\\.|kr\\.?|zł|Kč|Ft|Euro?|euros?|Rs\\.?|R(?=\\s|\\d[\\d,' ]*\\.\\d\\d$))`;
const SPACE = `[${SPACES}]`;
const PARTS = new RegExp(
  `^(\\(${SPACE}?)?([-+−])?${SPACE}?(?:(${CURRENCY})(${SPACE}*))?([-+−])?((?:\\d[\\d.,'’${SPACES}]*\\d|\\d|[.,]\\d+)(?:[eE][-+]?\\d+)?)(?:(${SPACE}*)(${CURRENCY}))?(?:(${SPACE}?)([%‰]))?(${SPACE}?\\))?([-−])?$`,
  "u",
);
const IS_FRACTION = new RegExp(`^(?:${FRACTION})$`, "u");

/** The parts of a text that may be a number. */
interface Parts {
  readonly digits: string;
  readonly currency?: { readonly text: string; readonly isBefore: boolean; readonly isSpaced: boolean };
  readonly percent?: { readonly sign: "%" | "‰"; readonly isSpaced: boolean };
  readonly hasParentheses: boolean;
  readonly isBehind: boolean;
  readonly hasPlus: boolean;
  readonly hasMinus: boolean;
}

function partsOf(text: string): Parts | undefined {
  const [, open, before, first, gap, inner, digits, gap2, last, gap3, percent, close, behind] = PARTS.exec(text) ?? [];
  if (digits === undefined || (open === undefined) !== (close === undefined)) return undefined;
  const isBehind = behind !== undefined;
  if ((before && inner) || (first && last) || (isBehind && (before ?? inner ?? open))) return undefined;
  const currency = first ?? last;
  return {
    digits,
    ...(currency !== undefined && {
      currency: { text: currency, isBefore: first !== undefined, isSpaced: (first === undefined ? gap2 : gap) !== "" },
    }),
    ...(percent !== undefined && { percent: { sign: percent as "%" | "‰", isSpaced: gap3 !== "" } }),
    hasParentheses: open !== undefined,
    isBehind,
    hasPlus: before === "+" || inner === "+",
    hasMinus: [before, inner, behind].includes("−"),
  };
}

interface Marks {
  readonly decimal: "." | ",";
  readonly thousands?: Thousands;
}

/** Possible marks, the simplest first. */
const MARKS: readonly Marks[] = [
  { decimal: "." },
  { decimal: "," },
  { decimal: ".", thousands: "," },
  { decimal: ",", thousands: "." },
  { decimal: ".", thousands: " " },
  { decimal: ",", thousands: " " },
  { decimal: ".", thousands: "'" },
  { decimal: ",", thousands: "'" },
];

const matches = new Map(MARKS.map((marks) => [marks, new RegExp(`^(?:${digitsPattern(marks)})$`, "u")]));

export interface FoundNumberForm {
  readonly form: NumberForm;
  /** Whether all texts are numbers of this form. */
  readonly fits: boolean;
  /** The form under the other reading of the comma or the point, if nothing shows which is right. */
  readonly otherwise?: NumberForm;
}

/**
 * Hints about a column's numbers from outside the column: options, other columns' decimal mark, or the mark that is likely in a
 * file whose separator is a comma.
 */
export interface NumberHints extends Pick<ValueOptions, "decimal" | "thousands"> {
  readonly likely?: "." | ",";
}

/**
 * Finds how a column's texts write numbers; returns undefined if they aren't numbers.
 * @param texts values that aren't missing, trimmed.
 */
export function findNumberForm(texts: readonly string[], hints: NumberHints = {}): FoundNumberForm | undefined {
  const parts = texts.map(partsOf);
  const numbers = parts.filter((part) => part !== undefined);
  const fractions = texts.filter((text, i) => !parts[i] && IS_FRACTION.test(text)).length;
  // A column that contains only fractions may also be dates or scores: 1/2.
  const withFractions = fractions > 0 && numbers.length >= fractions;
  if (numbers.length + (withFractions ? fractions : 0) < MOSTLY * texts.length || numbers.length === 0) return undefined;
  const possible = marksOf(numbers, hints);
  if (!possible) return undefined;
  const form = (marks: Marks) => formOf(numbers, marks, withFractions);
  const found = form(possible.marks);
  if (areCodes(texts, found)) return undefined;
  const read = numberReader(found);
  const count = texts.filter((text) => !Number.isNaN(read(text))).length;
  if (count < MOSTLY * texts.length) return undefined;
  return {
    form: found,
    fits: count === texts.length,
    ...(possible.otherwise && { otherwise: form(possible.otherwise) }),
  };
}

/**
 * Whether texts are telephone or card numbers: a plus and many digits, the same number of grouped digits in each row, leading
 * zeros, or more digits than a number can hold.
 */
function areCodes(texts: readonly string[], { thousands, decimals }: NumberForm): boolean {
  if (texts.every((text) => /^\+\d{8,15}$/.test(text)) || areHashes(texts)) return true;
  if (texts.every((text) => /^[-+]?\d+$/.test(text)) && texts.some((text) => /^[-+]?0\d|\d{16}/.test(text))) return true;
  if (thousands !== " " || decimals[1] > 0) return false;
  const lengths = new Set(texts.map((text) => text.replace(/\D/g, "").length));
  return lengths.size === 1 && [...lengths][0]! >= 9;
}

/** Finds the marks between digits. If the texts are ambiguous, hints decide, and the other possibility is returned too. */
function marksOf(numbers: readonly Parts[], { decimal, thousands, likely }: NumberHints) {
  const allowed = MARKS.filter(
    (marks) =>
      (decimal === undefined || marks.decimal === decimal) &&
      (thousands === undefined || (thousands === "none" ? !marks.thousands : !marks.thousands || marks.thousands === thousands)),
  );
  const counts = allowed.map((marks) => numbers.filter(({ digits }) => matches.get(marks)!.test(digits)).length);
  const most = Math.max(...counts, 0);
  if (most < MOSTLY * numbers.length) return undefined;
  const best = allowed.filter((_, i) => counts[i] === most);
  const [first, ...others] = best;
  // With 1,234 or 1.234 in every row, the mark may be for decimals or for thousands.
  const mark = first!.decimal;
  const grouped = others.find((marks) => marks.thousands === mark);
  const isUsed = numbers.some(({ digits }) => digits.includes(mark));
  if (!grouped || !isUsed || thousands !== undefined)
    return { marks: thousands === grouped?.thousands && grouped ? grouped : first! };
  if (decimal !== undefined) return { marks: first! };
  const isLikely = likely === undefined ? mark === "." : likely === mark;
  return isLikely ? { marks: first!, otherwise: grouped } : { marks: grouped, otherwise: first! };
}

function formOf(numbers: readonly Parts[], marks: Marks, fractions: boolean): NumberForm {
  const there = <T>(of: (part: Parts) => T | undefined) => numbers.flatMap((part) => of(part) ?? []);
  const currency = mostFrequent(there((part) => part.currency));
  const percent = mostFrequent(there((part) => part.percent));
  const decimals = numbers.map(({ digits }) => decimalsOf(digits, marks));
  const negative = numbers.some((part) => part.hasParentheses)
    ? "parentheses"
    : numbers.some((part) => part.isBehind) && "behind";
  return {
    kind: "number",
    ...marks,
    ...(currency && { currency }),
    ...(percent && { percent }),
    ...(negative && { negative }),
    ...(numbers.some((part) => part.hasMinus) && { minus: "−" as const }),
    ...(numbers.some((part) => part.hasPlus) && { plus: true }),
    ...(fractions && { fractions }),
    decimals: [Math.min(...decimals), Math.max(...decimals)],
  };
}

/** Returns the number of decimals; infinite for a number with a power of ten. */
function decimalsOf(digits: string, { decimal }: Marks): number {
  const [body = "", power] = digits.split(/e/i);
  const at = body.lastIndexOf(decimal);
  const own = at < 0 ? 0 : body.length - at - 1;
  return power === undefined ? own : Math.max(0, own - Number(power));
}

function mostFrequent<T>(values: readonly T[]): T | undefined {
  const counts = new Map<string, { readonly value: T; count: number }>();
  for (const value of values) {
    const key = JSON.stringify(value);
    const before = counts.get(key);
    if (before) before.count++;
    else counts.set(key, { value, count: 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.value;
}
