/** How a column writes its numbers, if it doesn't write them plainly (1234.5). */
export interface NumberForm {
  readonly kind: "number";
  readonly decimal: "." | ",";
  /** The separator between thousands; " " also stands for a non-breaking space, "'" also for ’. None by default. */
  readonly thousands?: Thousands;
  /** A currency's symbol or code, its position, and whether a space separates it from the number. */
  readonly currency?: { readonly text: string; readonly isBefore: boolean; readonly isSpaced: boolean };
  /** A number before % is divided by 100, one before ‰ by 1000. */
  readonly percent?: { readonly sign: "%" | "‰"; readonly isSpaced: boolean };
  /** How negative numbers are written, if not with a leading minus: (5) or 5-. */
  readonly negative?: "parentheses" | "behind";
  /** Set if the minus is −, not -. */
  readonly minus?: "−";
  /** Whether positive numbers have a plus. */
  readonly plus?: boolean;
  /** Whether some values are fractions: 1/2, 1 3/4, ½. */
  readonly fractions?: boolean;
  /** Whether numbers with decimals don't fit the form, because the column becomes whole numbers. */
  readonly wholeOnly?: boolean;
  /** The least and the largest number of decimals in the sample. */
  readonly decimals: readonly [least: number, most: number];
}

/** How a column writes its times: directives of strptime (%d.%m.%Y %H:%M), with optional parts between %[ and %]. */
export interface TimeForm {
  readonly kind: "time";
  readonly format: string;
}

/** Whole numbers that count a unit of time since 1970 UTC. */
export interface EpochForm {
  readonly kind: "epoch";
  readonly unit: EpochUnit;
}

/** Durations, which are read as seconds. */
export interface DurationForm {
  readonly kind: "duration";
  readonly style: DurationStyle;
}

export type Thousands = "," | "." | " " | "'";
export type EpochUnit = "s" | "ms" | "us" | "ns";
/** Styles of durations: 36:15:00; 75:30 as minutes and seconds; 1 days 02:00:00; PT1H30M; 1h 30min. */
export type DurationStyle = "clock" | "minutes" | "days" | "iso" | "words";

/** How a column's texts are read as numbers or times, if they aren't plain. */
export type Form = NumberForm | TimeForm | EpochForm | DurationForm;

/** Whether a form yields times, not numbers. */
export const isOfTimes = (form: Form): form is TimeForm | EpochForm => form.kind === "time" || form.kind === "epoch";

/** Options for how a table's values are written. By default, each is detected from the values. */
export interface ValueOptions {
  /** The decimal mark: "." or ",". */
  readonly decimal?: "." | "," | undefined;
  /** The separator between thousands: ",", ".", " ", "'", or "none". */
  readonly thousands?: Thousands | "none" | undefined;
  /** Words or numbers that stand for a missing value, in addition to the usual ones. */
  readonly missingValues?: readonly string[] | undefined;
  /** Whether 01/02/2024 is in February. */
  readonly dayFirst?: boolean | undefined;
  /** The format of times, in strptime's directives: "%d.%m.%Y %H:%M". */
  readonly timeFormat?: string | undefined;
}
