import { figureOf, percentileShown } from "../../core/words.ts";
import type { RowsValues, ShownCell } from "../measure/rows.ts";
import { type Content, type Html, html } from "../page/html.ts";
import { table } from "../page/table.ts";

/**
 * Shows rows with their values and, below, the expected values. The cells to blame are marked, by bold text as well as by colour.
 */
export const rowsTable = ({ caption, about, columns, rows }: RowsValues & { readonly caption: string }): Html =>
  html`<div class="rows">${table({
    caption,
    columns: [
      { title: "Row", numeric: true },
      { title: html`Error <small>percentile</small>`, numeric: true },
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
