import type { Bytes } from "../../../core/bytes.ts";
import type { OptionNames } from "../../../core/options.ts";
import type { ValueOptions } from "../values/form.ts";

/** Options for reading a text file and the values of any table. Everything left out is detected from the file. */
export interface ReadingOptions extends ValueOptions {
  /** Whether the first line holds the column names. */
  readonly header?: boolean | undefined;
  /** Number of lines to skip at the beginning of the file. */
  readonly skipLines?: number | undefined;
  /** The text with which comment lines begin, such as "#". */
  readonly comment?: string | undefined;
  /** The encoding, by a name that TextDecoder or Python knows: "utf-8", "windows-1252", "latin-1", "utf-16le", "shift_jis", … */
  readonly encoding?: string | undefined;
  /** Separator between cells: one character, "tab", "spaces" for one or more spaces, or "columns" for columns of fixed width. */
  readonly delimiter?: string | undefined;
  /** Sheet of an Excel workbook, by name or by number from 1; by default the first one that contains a table. */
  readonly sheet?: string | number | undefined;
  /**
   * Memory that reading may take, in bytes or as a text such as "4GB". It scales the limits of what is read at once. By default,
   * arrays and archives may take half of the machine's memory, and text, workbooks and images have the limits for 2 GB.
   */
  readonly maxMemory?: Bytes | undefined;
}

export const READING_OPTIONS: OptionNames<ReadingOptions> = {
  header: true,
  skipLines: true,
  comment: true,
  encoding: true,
  delimiter: true,
  sheet: true,
  maxMemory: true,
  decimal: true,
  thousands: true,
  missingValues: true,
  dayFirst: true,
  timeFormat: true,
};

/** Returns the reading options among other options, without those that are undefined. */
export const readingIn = (options: object): ReadingOptions =>
  Object.fromEntries(
    Object.entries(options).filter(([name, value]) => Object.hasOwn(READING_OPTIONS, name) && value !== undefined),
  );

/** Returns how to read a file for a model: as the training file was read, unless `options` differ. */
export const readingFor = (options: object, learned?: { readonly reading?: ReadingOptions | undefined }): ReadingOptions => ({
  ...learned?.reading,
  ...readingIn(options),
});

/** Returns how a table was read, to be saved with what was learned from it. Memory is a matter of each machine. */
export function savedReading(table: { readonly reading?: ReadingOptions | undefined }): { readonly reading?: ReadingOptions } {
  const { maxMemory: _, ...reading } = table.reading ?? {};
  return Object.keys(reading).length > 0 ? { reading } : {};
}
