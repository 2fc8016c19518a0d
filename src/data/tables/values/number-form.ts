import type { NumberForm } from "./form.ts";

/** Spaces within numbers: the usual one, a non-breaking, a narrow and a thin one. */
export const SPACES = " \u00a0\u202f\u2009";
const SPACE = `[${SPACES}]`;
const MINUS = "[-−]";
const SIGN = "[-+−]?";
/** The characters that each separator of thousands stands for. */
const THOUSANDS = { ",": ",", ".": ".", " ": SPACES, "'": "'’" } as const;
const VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞";
const VULGAR_VALUES = [1 / 2, 1 / 3, 2 / 3, 1 / 4, 3 / 4, 1 / 5, 2 / 5, 3 / 5, 4 / 5, 1 / 6, 5 / 6, 1 / 8, 3 / 8, 5 / 8, 7 / 8];

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** Returns a pattern of digits with their marks, for both JavaScript and RE2. Indian groups of two digits are allowed too. */
export function digitsPattern({
  decimal,
  thousands,
  wholeOnly,
}: Pick<NumberForm, "decimal" | "thousands" | "wholeOnly">): string {
  const point = escaped(decimal);
  const mark = thousands && `[${THOUSANDS[thousands]}]`;
  const grouped = mark ? `[1-9]\\d{0,2}(?:${mark}\\d{2,3})*${mark}\\d{3}|` : "";
  if (wholeOnly) return `(?:${grouped}\\d+)`;
  return `(?:(?:${grouped}\\d+)(?:${point}\\d+)?|${point}\\d+)(?:[eE][-+]?\\d+)?`;
}

/** Returns the pattern of a form's numbers. One of its groups holds the digits with their marks; the others are empty. */
export function numberPattern(form: NumberForm): string {
  const { currency, percent, negative } = form;
  const sign = currency ? escaped(currency.text) : "";
  const before = currency?.isBefore ? `(?:${sign}${SPACE}?)?` : "";
  const behind = [
    currency && !currency.isBefore ? `(?:${SPACE}?${sign})?` : "",
    percent ? `(?:${SPACE}?${percent.sign})` : "",
  ].join("");
  const digits = `(${digitsPattern(form)})`;
  const plain = `${SIGN}${SPACE}?${before}${SIGN}${digits}${behind}`;
  // Zero needs no percent sign.
  const zero = percent ? `|(${SIGN}0+)` : "";
  if (negative === "parentheses") return `${plain}|\\(${SPACE}?${before}${digits}${behind}${SPACE}?\\)${zero}`;
  return `${plain}${negative === "behind" ? `${MINUS}?` : ""}${zero}`;
}

/** A fraction, perhaps with a whole number, or a fraction character. Groups: whole number, numerator, denominator, character. */
export const FRACTION = `${SIGN}(?:(\\d+)${SPACE})?(\\d+)[/⁄](\\d+)|${SIGN}(\\d*)${SPACE}?([${VULGAR}])`;

/** Returns the number of groups in `numberPattern`. */
export const groupCount = ({ negative, percent }: NumberForm): number =>
  1 + (negative === "parentheses" ? 1 : 0) + (percent ? 1 : 0);

/** Returns the characters to remove from the digits before they are read. */
export const leftOutOfDigits = ({ thousands }: NumberForm): string => (thousands ? THOUSANDS[thousands] : "");

/** Matches negative numbers: a minus or a parenthesis before the first digit, or a minus at the end. */
export const NEGATIVE = `^[^0-9${VULGAR}]*[-−(]|[-−]$`;

export const divisorOf = ({ percent }: NumberForm): number => (percent ? (percent.sign === "%" ? 100 : 1000) : 1);

export const vulgarFractions: readonly (readonly [letter: string, value: number])[] = [...VULGAR].map((letter, i) => [
  letter,
  VULGAR_VALUES[i]!,
]);

/** Whether a form's numbers are whole. */
export const isOfWholes = ({ decimals, percent, fractions }: NumberForm): boolean => decimals[1] === 0 && !percent && !fractions;

/** Returns a function that reads a text as a number, or as NaN if it doesn't have the form. */
export function numberReader(form: NumberForm): (text: string) => number {
  const pattern = new RegExp(`^(?:${numberPattern(form)})$`, "u");
  const fraction = new RegExp(`^(?:${FRACTION})$`, "u");
  const negative = new RegExp(NEGATIVE, "u");
  const marks = new RegExp(`[${leftOutOfDigits(form) || "_"}]`, "gu");
  const divisor = divisorOf(form);
  const letters = new Map(vulgarFractions);
  return (given) => {
    const text = given.trim();
    const sign = negative.test(text) ? -1 : 1;
    const found = pattern.exec(text);
    if (found) {
      const digits = found.slice(1).find((group) => group) ?? "";
      const number = Number(
        digits
          .replace(marks, "")
          .replace(form.decimal, ".")
          .replace(/^[-+−]/, ""),
      );
      return divisor === 1 ? sign * number : (sign * number) / divisor;
    }
    const parts = form.fractions ? fraction.exec(text) : null;
    if (!parts) return Number.NaN;
    const [, whole, numerator, denominator, count, letter] = parts;
    if (letter !== undefined) return sign * (Number(count || 0) + letters.get(letter)!);
    return Number(denominator) === 0 ? Number.NaN : sign * (Number(whole || 0) + Number(numerator) / Number(denominator));
  };
}

/** Writes a number in a form, with the column's decimals. */
export function numberText(form: NumberForm, value: number): string {
  const { decimal, thousands, currency, percent, negative, minus = "-", plus, decimals } = form;
  const [least, most] = decimals;
  const size = Math.abs(value) * divisorOf(form);
  const [whole = "0", rest = ""] = size < 1e21 ? size.toFixed(Math.min(most, 100)).split(".") : [String(size)];
  const kept = rest.replace(/0+$/, "").padEnd(least, "0");
  const grouped = thousands === undefined ? whole : whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  const digits = `${grouped}${kept === "" ? "" : `${decimal}${kept}`}`;
  const isNegative = value < 0 && /[1-9]/.test(digits);
  const gap = currency?.isSpaced ? " " : "";
  const before = currency?.isBefore ? `${currency.text}${gap}` : "";
  const behind = currency && !currency.isBefore ? `${gap}${currency.text}` : "";
  const share = percent ? `${percent.isSpaced ? " " : ""}${percent.sign}` : "";
  const body = `${before}${digits}${behind}${share}`;
  if (!isNegative) return plus && /[1-9]/.test(digits) ? `+${body}` : body;
  if (negative === "parentheses") return `(${body})`;
  return negative === "behind" ? `${body}${minus}` : `${minus}${body}`;
}
