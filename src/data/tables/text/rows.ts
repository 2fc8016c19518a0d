import { DataError } from "../../../core/errors.ts";
import { counted } from "../../../core/words.ts";
import type { TextLayout } from "./layout.ts";
import { fits, isBlank, isRule, isSame, type Line } from "./lines.ts";

/**
 * Selects the rows among a file's lines. Each row has one cell per column. Empty lines are rows only if the table has one column.
 * @throws DataError with the line number if a line has more or fewer cells.
 */
export class RowFilter {
  readonly #layout: Pick<TextLayout, "names" | "first" | "footer" | "again">;
  readonly #file: string;
  /** The last lines received, which may belong to the footer. */
  #held: Line[] = [];

  constructor(layout: Pick<TextLayout, "names" | "first" | "footer" | "again">, file: string) {
    this.#layout = layout;
    this.#file = file;
  }

  /** Yields the cells of the rows among some more lines. */
  *rows(lines: Iterable<Line>): Generator<readonly string[]> {
    for (const { cells } of this.lines(lines)) yield cells;
  }

  /** Yields the rows' cells together with their lines. */
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
    // A row that ends with a delimiter is complete.
    else if (cells.length > 1 && cells.length < width && cells.at(-1)!.trim() === "")
      yield { line, cells: [...cells, ...Array.from({ length: width - cells.length }, () => "")] };
    else
      throw new DataError(
        `${this.#file}, line ${number} has ${counted(cells.length, "column")}, but the other lines have ${width}. Correct that line, or use the right file.`,
      );
  }
}
