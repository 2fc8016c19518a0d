import { type Content, type Html, html } from "./html.ts";
import { scrolling } from "./parts.ts";

export interface TableColumn {
  readonly title: Content;
  /** Whether the column has numbers, which are aligned on the right (default false). */
  readonly numeric?: boolean;
}

export interface TableOptions {
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  /** Cells of each row, of which the first is the heading. */
  readonly rows: readonly (readonly Content[])[];
  /** CSS classes of each row (default none). */
  readonly rowClasses?: readonly string[];
}

/** Makes a table in a box that scrolls if the table is wider than the page. */
export const table = ({ caption, columns, rows, rowClasses }: TableOptions): Html =>
  scrolling(
    caption,
    html`<table>
<caption><span>${caption}</span></caption>
<thead><tr>${columns.map((column) => html`<th scope="col"${kindOf(column)}>${column.title}</th>`)}</tr></thead>
<tbody>${rows.map(
      (cells, row) => html`<tr${classOf(rowClasses?.[row])}>${cells.map((cell, i) => cellOf(cell, columns[i]!, i === 0))}</tr>
`,
    )}</tbody>
</table>`,
  );

const classOf = (names: string | undefined): Content => names && html` class="${names}"`;
const NUMERIC = html` class="number"`;
const kindOf = ({ numeric = false }: TableColumn): Content => (numeric ? NUMERIC : undefined);

const cellOf = (cell: Content, column: TableColumn, isHeading: boolean): Html =>
  isHeading ? html`<th scope="row"${kindOf(column)}>${cell}</th>` : html`<td${kindOf(column)}>${cell}</td>`;
