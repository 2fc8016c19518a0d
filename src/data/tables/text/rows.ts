import { DataError } from "../../../core/errors.ts";
import type { TextLayout } from "./layout.ts";
import { fits, isBlank, isRule, isSame, type Line } from "./lines.ts";

/**
 * The rows among a file's lines, each with as many cells as the table has columns; empty lines are none, unless the table has one column.
 * @throws DataError where a line has more or fewer cells: its number.
 */
export class RowFilter {
  readonly #layout: Pick<TextLayout, "names" | "first" | "footer" | "again">;
  readonly #file: string;
  /** The last lines so far, which may be the footer. */
  #held: Line[] = [];

  constructor(layout: Pick<TextLayout, "names" | "first" | "footer" | "again">, file: string) {
    this.#layout = layout;
    this.#file = file;
  }

  /** The cells of the rows among some more lines. */
  *rows(lines: Iterable<Line>): Generator<readonly string[]> {
    for (const { cells } of this.lines(lines)) yield cells;
  }

  /** The same, with the lines that they are of. */
  *lines(lines: Iterable<Line>): Generator<{ readonly line: Line; readonly cells: readonly string[] }> {
    const { first, footer } = this.#layout;
    for (const line of lines) {
      if (line.number < first) continue;
      if (footer === 0) yield* this.#row(line);
      else {
        this.#held.push(line);
        if (this.#held.length > footer) yield* this.#row(this.#held.shift()!);
      }
    }
  }

  *#row(line: Line): Generator<{ readonly line: Line; readonly cells: readonly string[] }> {
    const width = this.#layout.names.length;
    const { cells, number } = line;
    if (this.#layout.again && isSame(cells, this.#layout.again)) return;
    if (cells.length === width) yield { line, cells };
    else if ((isBlank(line) && cells.length === 1) || isRule(line)) return;
    else if (fits(line, width)) yield { line, cells: cells.slice(0, width) };
    // A row that ends with a delimiter isn't cut short.
    else if (cells.length > 1 && cells.length < width && cells.at(-1)!.trim() === "")
      yield { line, cells: [...cells, ...Array.from({ length: width - cells.length }, () => "")] };
    else
      throw new DataError(
        `${this.#file}, line ${number} has ${cells.length} columns where the others have ${width}. Mend that line, or give the right file.`,
      );
  }
}
