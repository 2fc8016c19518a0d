import { OptionError } from "./errors.ts";
import { count, listed, shown } from "./words.ts";

/** The values that an option may have: a description for "NAME must be …, but it is …", and a check. */
export interface Rule {
  readonly what: string;
  readonly is: (value: unknown) => boolean;
}

/** Whole numbers from `least` to `most`. */
export const whole = (least: number, most = Number.POSITIVE_INFINITY): Rule => ({
  what: `a whole number ${most < Number.POSITIVE_INFINITY ? `from ${least} to ${count(most)}` : `of at least ${least}`}`,
  is: (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
});

/** Sizes of layers. More units than this are a mistake, such as 1e9 instead of 1e3. */
export const units = whole(1, 1e6);

/** Lists of at least `least` elements that all follow a rule. */
export const listOf = (each: Rule, example: string, least = 0): Rule => ({
  what: `a list such as ${example}, each ${each.what}`,
  is: (value) => Array.isArray(value) && value.length >= least && value.every(each.is),
});

/** Finite numbers that pass a check. */
export const numbers = (what: string, is: (value: number) => boolean): Rule => ({
  what,
  is: (value) => typeof value === "number" && Number.isFinite(value) && is(value),
});

export const positive = numbers("a positive number", (value) => value > 0);

export const flag: Rule = { what: "true or false", is: (value) => typeof value === "boolean" };

/** One of several names or other plain values. */
export const oneOf = (...values: readonly (string | number)[]): Rule => ({
  what: listed(
    values.map((value) => JSON.stringify(value)),
    "or",
  ),
  is: (value) => values.includes(value as string),
});

/** Values that one of two rules allows. */
export const or = (one: Rule, other: Rule): Rule => ({
  what: `${one.what}, or ${other.what}`,
  is: (value) => one.is(value) || other.is(value),
});

/**
 * Checks options by their rules. Options that are undefined count as left out.
 * @throws OptionError with the name and the value of the first option that breaks its rule.
 */
export function expectValues<T extends object>(options: T, rules: { readonly [K in keyof T]?: Rule }): void {
  for (const [name, rule] of Object.entries<Rule | undefined>(rules)) {
    const value = options[name as keyof T];
    if (rule && value !== undefined && !rule.is(value))
      throw new OptionError(`${name} must be ${rule.what}, but it is ${shown(value)}.`);
  }
}
