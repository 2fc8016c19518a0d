import { figureOf, percentileShown } from "../../core/words.ts";
import { type Content, type Html, html } from "./html.ts";
import { table } from "./table.ts";

/** A cell of the data, and what the model makes of the row there. */
export interface ShownCell {
  readonly actual: string;
  readonly expected: string;
  /** Whether it is one of the few that the row's error is made of. */
  readonly blamed: boolean;
}

export interface ShownRow {
  /** Its name in the data, or its number there, from 0. */
  readonly row: string | number;
  readonly error: number;
  /** The percentage of held-out rows whose errors are no larger. */
  readonly percentile: number;
  /** Whether it was learned from, where both are among the rows. */
  readonly part?: string | undefined;
  /** Its keys and its label: the columns of `about`. */
  readonly about: readonly string[];
  readonly cells: readonly ShownCell[];
}

export interface RowsValues {
  readonly caption: string;
  readonly about: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly ShownRow[];
}

/** Rows with what is in them and, below, what was expected; the cells to blame are marked, by more than their colour. */
export const rowsTable = ({ caption, about, columns, rows }: RowsValues): Html =>
  html`<div class="rows">${table({
    caption,
    columns: [
      { title: "Row", numeric: true },
      { title: html`Error <small>larger than</small>`, numeric: true },
      ...[...about, ...columns].map((title) => ({ title })),
    ],
    rows: rows.map(({ row, error, percentile, part, about: known, cells }): readonly Content[] => [
      html`${row}${part === undefined ? undefined : html` <small>${part}</small>`}`,
      html`${figureOf(error)} <small>${percentileShown(percentile)}</small>`,
      ...known,
      ...cells.map(shownCell),
    ]),
  })}</div>`;

const shownCell = ({ actual, expected, blamed }: ShownCell): Html =>
  blamed ? html`<mark><b>${actual}</b> ${shownExpected(expected)}</mark>` : html`${actual} ${shownExpected(expected)}`;

const shownExpected = (expected: string): Html => html`<small><span class="unseen">expected: </span>${expected}</small>`;

/** Which columns' errors [columns] make up half of a row's, the fewest: three at most. NaN: a value that is missing. */
export function toBlame(errors: ArrayLike<number>): ReadonlySet<number> {
  const present = Array.from(errors, (error, column) => ({ error, column })).filter(({ error }) => error > 0);
  const all = present.reduce((sum, { error }) => sum + error, 0);
  const blamed = new Set<number>();
  let sum = 0;
  for (const { error, column } of present.sort((a, b) => b.error - a.error)) {
    if (sum >= all / 2 || blamed.size === 3) break;
    blamed.add(column);
    sum += error;
  }
  return blamed;
}
