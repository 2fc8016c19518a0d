/** How a column writes its numbers, where it doesn't write them plainly (1234.5). */
export interface NumberForm {
  readonly kind: "number";
  readonly decimal: "." | ",";
  /** What stands between thousands; " " is also a non-breaking space, "'" also ’. Nothing by default. */
  readonly thousands?: Thousands;
  /** A currency's sign or code, where it stands, and whether a space is between it and the number. */
  readonly currency?: { readonly text: string; readonly isBefore: boolean; readonly isSpaced: boolean };
  /** The number in front of a % is divided by 100, of a ‰ by 1000. */
  readonly percent?: { readonly sign: "%" | "‰"; readonly isSpaced: boolean };
  /** Where a negative number's sign isn't a minus in front of it: (5) or 5-. */
  readonly negative?: "parentheses" | "behind";
  /** Whether a minus is −, not -. */
  readonly minus?: "−";
  /** Whether positive numbers have a plus. */
  readonly plus?: boolean;
  /** Whether some values are fractions: 1/2, 1 3/4, ½. */
  readonly fractions?: boolean;
  /** Whether numbers with decimals aren't of the form, as where they become whole numbers. */
  readonly wholeOnly?: boolean;
  /** The fewest and the most decimals that were seen. */
  readonly decimals: readonly [least: number, most: number];
}

/** How a column writes its times: directives of strptime (%d.%m.%Y %H:%M), and %[ and %] around what some times lack. */
export interface TimeForm {
  readonly kind: "time";
  readonly format: string;
}

/** Whole numbers that count a unit of time since 1970 UTC. */
export interface EpochForm {
  readonly kind: "epoch";
  readonly unit: EpochUnit;
}

/** Lengths of time, which are read as seconds. */
export interface DurationForm {
  readonly kind: "duration";
  readonly style: DurationStyle;
}

export type Thousands = "," | "." | " " | "'";
export type EpochUnit = "s" | "ms" | "us" | "ns";
/** 36:15:00; 75:30 as minutes and seconds; 1 days 02:00:00; PT1H30M; 1h 30min. */
export type DurationStyle = "clock" | "minutes" | "days" | "iso" | "words";

/** How a column's texts are read as numbers or times, where that isn't plain. */
export type Form = NumberForm | TimeForm | EpochForm | DurationForm;

/** Whether what is read by a form is a time, not a number. */
export const isOfTimes = (form: Form): form is TimeForm | EpochForm => form.kind === "time" || form.kind === "epoch";

/** What a user may say of how a table's values are written; each is found out from the values by default. */
export interface ValueOptions {
  /** The mark between a number's whole part and its decimals: "." or ",". */
  readonly decimal?: "." | "," | undefined;
  /** What stands between thousands: ",", ".", " ", "'", or "none". */
  readonly thousands?: Thousands | "none" | undefined;
  /** Words, or numbers, that stand for a missing value, besides the usual ones. */
  readonly missingValues?: readonly string[] | undefined;
  /** Whether 01/02/2024 is in February. */
  readonly dayFirst?: boolean | undefined;
  /** How times are written, in strptime's directives: "%d.%m.%Y %H:%M". */
  readonly timeFormat?: string | undefined;
}
