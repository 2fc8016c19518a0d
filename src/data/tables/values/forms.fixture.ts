import { boolean, constantFrom, record, tuple } from "fast-check";
import type { NumberForm } from "./form.ts";

const marks = constantFrom<Pick<NumberForm, "decimal" | "thousands">>(
  { decimal: "." },
  { decimal: "," },
  { decimal: ".", thousands: "," },
  { decimal: ",", thousands: "." },
  { decimal: ",", thousands: " " },
  { decimal: ".", thousands: "'" },
);
/** Number forms of all kinds. */
export const numberForms = tuple(
  marks,
  record(
    {
      currency: record({ text: constantFrom("€", "$", "USD", "R$", "kr"), isBefore: boolean(), isSpaced: boolean() }),
      percent: record({ sign: constantFrom("%" as const, "‰" as const), isSpaced: boolean() }),
      negative: constantFrom("parentheses" as const, "behind" as const),
      minus: constantFrom("−" as const),
      plus: constantFrom(true),
    },
    { requiredKeys: [] },
  ),
  constantFrom<readonly [number, number]>([0, 0], [2, 2], [0, 3], [1, 4]),
).map(([mark, rest, decimals]): NumberForm => {
  const { percent, ...others } = rest;
  return { kind: "number", ...mark, ...(rest.currency ? others : rest), decimals };
});
