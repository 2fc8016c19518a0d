import { DataError } from "../../../core/errors.ts";
import { counted } from "../../../core/words.ts";

/** A file of several that are one table. */
export interface NamedFile {
  readonly name: string;
  readonly columns: readonly string[];
}

/** Files of one table, put together by the names of their columns. */
export interface Together {
  /** All columns: those of the first file, then those that others have besides. */
  readonly columns: readonly string[];
  /** What the files have in another way than the first, a line each. */
  readonly notes: readonly string[];
}

/** Puts files of one table together. @throws DataError where a file shares no column with the first. */
export function together([first, ...others]: readonly NamedFile[]): Together {
  const columns = [...first!.columns];
  const notes: string[] = [];
  for (const { name, columns: own } of others) {
    if (!own.some((column) => first!.columns.includes(column)))
      throw new DataError(
        `${name} has other columns than ${first!.name}: ${shown(own)} where that has ${shown(first!.columns)}. Give files of one table.`,
      );
    const lacks = first!.columns.filter((column) => !own.includes(column));
    const more = own.filter((column) => !first!.columns.includes(column));
    const parts = [
      ...(lacks.length > 0 ? [`lacks ${listed(lacks)}`] : []),
      ...(more.length > 0 ? [`has ${listed(more)} besides`] : []),
    ];
    if (parts.length > 0) notes.push(`${name} ${parts.join(" and ")}, unlike ${first!.name}: such values are missing`);
    columns.push(...more.filter((column) => !columns.includes(column)));
  }
  return {
    columns,
    notes:
      notes.length > MOST ? [...notes.slice(0, MOST), `${notes.length - MOST} more files lack columns, or have more`] : notes,
  };
}

const MOST = 3;

const shown = (columns: readonly string[]): string => `${columns.slice(0, 12).join(", ")}${columns.length > 12 ? ", …" : ""}`;

const listed = (columns: readonly string[]): string =>
  columns.length > 3
    ? counted(columns.length, "column")
    : `the ${columns.length > 1 ? "columns" : "column"} ${columns.join(", ")}`;
