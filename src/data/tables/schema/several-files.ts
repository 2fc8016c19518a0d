import { DataError } from "../../../core/errors.ts";
import { counted } from "../../../core/words.ts";

/** One of several files that form one table. */
export interface NamedFile {
  readonly name: string;
  readonly columns: readonly string[];
}

/** Several files combined into one table by their column names. */
export interface Together {
  /** All columns: first those of the first file, then those that only other files have. */
  readonly columns: readonly string[];
  /** Differences from the first file, one line per file. */
  readonly notes: readonly string[];
}

/** Combines files into one table. @throws DataError if a file has no column in common with the first one. */
export function together([first, ...others]: readonly NamedFile[]): Together {
  const columns = [...first!.columns];
  const notes: string[] = [];
  for (const { name, columns: own } of others) {
    if (!own.some((column) => first!.columns.includes(column)))
      throw new DataError(
        `${name} has no column in common with ${first!.name}: it has ${shown(own)}, but ${first!.name} has ${shown(first!.columns)}. Use files of one table.`,
      );
    const lacks = first!.columns.filter((column) => !own.includes(column));
    const more = own.filter((column) => !first!.columns.includes(column));
    const parts = [
      ...(lacks.length > 0 ? [`lacks ${listed(lacks)}`] : []),
      ...(more.length > 0 ? [`also has ${listed(more)}`] : []),
    ];
    if (parts.length > 0) notes.push(`${name} ${parts.join(" and ")}, unlike ${first!.name}; the values count as missing`);
    columns.push(...more.filter((column) => !columns.includes(column)));
  }
  return {
    columns,
    notes: notes.length > MOST ? [...notes.slice(0, MOST), `${notes.length - MOST} more files have different columns`] : notes,
  };
}

const MOST = 3;

const shown = (columns: readonly string[]): string => `${columns.slice(0, 12).join(", ")}${columns.length > 12 ? ", …" : ""}`;

const listed = (columns: readonly string[]): string =>
  columns.length > 3
    ? counted(columns.length, "column")
    : `the ${columns.length > 1 ? "columns" : "column"} ${columns.join(", ")}`;
