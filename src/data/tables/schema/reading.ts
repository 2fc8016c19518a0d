import type { OptionNames } from "../../../core/options.ts";
import type { ValueOptions } from "../values/form.ts";

/** How a text file, and the values of any table, are read, where a user insists on it. What is left out is found out from the file. */
export interface ReadingOptions extends ValueOptions {
  /** Whether the first line holds the names of the columns. */
  readonly header?: boolean | undefined;
  /** Number of lines at the beginning of the file that are no part of the table. */
  readonly skipLines?: number | undefined;
  /** What a line begins with that is a comment, such as "#". */
  readonly comment?: string | undefined;
  /** The file's encoding, by a name that a TextDecoder knows or Python's: "utf-8", "windows-1252", "latin-1", "utf-16le", "shift_jis", … */
  readonly encoding?: string | undefined;
  /** What stands between two cells: one character, "tab", "spaces" for any number of them, or "columns" where cells are told apart by their places in the lines. */
  readonly delimiter?: string | undefined;
  /** The sheet of an Excel workbook, by its name or its number from 1; the first that holds a table by default. */
  readonly sheet?: string | number | undefined;
}

/** The names of those options. */
export const READING_OPTIONS: OptionNames<ReadingOptions> = {
  header: true,
  skipLines: true,
  comment: true,
  encoding: true,
  delimiter: true,
  sheet: true,
  decimal: true,
  thousands: true,
  missingValues: true,
  dayFirst: true,
  timeFormat: true,
};

/** Those of some options that say how a text file is read, without those that are undefined. */
export const readingIn = (options: object): ReadingOptions =>
  Object.fromEntries(
    Object.entries(options).filter(([name, value]) => Object.hasOwn(READING_OPTIONS, name) && value !== undefined),
  );

/** How a file is read for a model: as the file was that it learned from, unless it is said otherwise. */
export const readingFor = (options: object, learned?: { readonly reading?: ReadingOptions | undefined }): ReadingOptions => ({
  ...learned?.reading,
  ...readingIn(options),
});
