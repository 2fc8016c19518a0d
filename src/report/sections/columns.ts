import { count, counted, figureOf } from "../../core/words.ts";
import { columnErrorsOf, meansOf, valueName } from "../measure/measures.ts";
import { html } from "../page/html.ts";
import { more } from "../page/parts.ts";
import { table } from "../page/table.ts";
import { section } from "./section.ts";

export interface ColumnError {
  readonly name: string;
  /** Mean error, where always predicting the column's average has an error of 1. */
  readonly error: number;
}

/** Number of columns with the largest errors that are visible at first. */
const FEW = 24;
/** The longest bar if an error is above 1. Larger errors have a bar of this length. */
const LONGEST = 1.5;

/** Shows the mean error of each column as a bar, the worst first, with a line at 1. */
export const columns = section({
  title: "Error of each column",
  measure({ autoencoder, rows, reconstructions, moments, isPictures }) {
    if (isPictures) return undefined;
    const byColumn = meansOf(columnErrorsOf(autoencoder, rows, reconstructions, moments));
    const { table } = autoencoder.settings;
    const errors = Array.from(byColumn, (error, i) => ({ name: table?.columns[i]?.name ?? valueName(i, rows.shape), error }));
    return { errors, rows: rows.shape[0]! };
  },
  body({ errors, rows }: { readonly errors: readonly ColumnError[]; readonly rows: number }) {
    const ranked = errors.toSorted((a, b) => b.error - a.error);
    const longest = ranked.some(({ error }) => error > 1) ? LONGEST : 1;
    const unlearned = errors.filter(({ error }) => error >= 1).length;
    const said =
      unlearned === 0
        ? "All columns have an error below 1."
        : `${count(unlearned)} of ${count(errors.length)} columns have an error of 1 or more: the codings carry no information about them.`;
    const [first, others] = [ranked.slice(0, FEW), ranked.slice(FEW)];
    const caption = others.length > 0 ? `The ${FEW} columns with the largest errors` : "Columns by their mean error";
    return [
      html`<p>The mean error of each column on ${counted(rows, "example")}. An error of 0 is perfect, and always predicting the column's average has an error of 1. ${said}</p>`,
      html`<div class="bars" style="--one: ${(100 / longest).toFixed(1)}%">${bars(first, longest, caption)}${
        others.length > 0
          ? more(`The other ${count(others.length)}`, bars(others, longest, "Columns with smaller errors"))
          : undefined
      }</div>`,
    ];
  },
});

const bars = (some: readonly ColumnError[], longest: number, caption: string) =>
  table({
    caption,
    columns: [
      { title: "Column" },
      { title: "Error", numeric: true },
      { title: longest > 1 ? "Bar (dashed line: 1)" : "Bar (full width: 1)" },
    ],
    rows: some.map(({ name, error }) => [
      name,
      figureOf(error),
      html`<div class="bar"><i style="width:${((100 * Math.min(error, longest)) / longest).toFixed(1)}%"></i></div>`,
    ]),
  });
