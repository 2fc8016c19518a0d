import { count, counted, figureOf } from "../../core/words.ts";
import { html } from "./html.ts";
import { more, type Section } from "./section.ts";
import { table } from "./table.ts";

export interface ColumnError {
  readonly name: string;
  /** 1 is what knowing nothing costs. */
  readonly error: number;
}

/** So many of the worst are shown at once. */
const FEW = 24;
/** Bars end here where an error is beyond 1; what is beyond it has a bar of full length. */
const LONGEST = 1.5;

/** Each column's mean error as a bar, the worst first, against the line at 1. */
export function columnsSection(errors: readonly ColumnError[], rows: number): Section {
  const ranked = errors.toSorted((a, b) => b.error - a.error);
  const longest = ranked.some(({ error }) => error > 1) ? LONGEST : 1;
  const unlearned = errors.filter(({ error }) => error >= 1).length;
  const bars = (some: readonly ColumnError[], caption: string) =>
    table({
      caption,
      columns: [
        { title: "Column" },
        { title: "Error", numeric: true },
        { title: longest > 1 ? "Bar (dashed: 1)" : "Bar (its end: 1)" },
      ],
      rows: some.map(({ name, error }) => [
        name,
        figureOf(error),
        html`<div class="bar"><i style="width:${((100 * Math.min(error, longest)) / longest).toFixed(1)}%"></i></div>`,
      ]),
    });
  const said =
    unlearned === 0
      ? "All columns are told better than that."
      : `${count(unlearned)} of ${count(errors.length)} aren't told better than that: the codings hold nothing of them.`;
  return {
    id: "columns",
    title: "Error of each column",
    body: [
      html`<p>The mean error of ${counted(rows, "example")}, where 1 is what knowing nothing but averages costs, and 0 is perfect. ${said}</p>`,
      html`<div class="bars" style="--one: ${(100 / longest).toFixed(1)}%">${bars(ranked.slice(0, FEW), ranked.length > FEW ? `The ${FEW} columns of the largest errors` : "Columns by their mean error")}${
        ranked.length > FEW
          ? more(`The other ${count(ranked.length - FEW)}`, bars(ranked.slice(FEW), "Columns of smaller errors"))
          : undefined
      }</div>`,
    ],
  };
}
