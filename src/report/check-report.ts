import type { Finding, TableCheck } from "../check/index.ts";
import { knownOptions } from "../core/options.ts";
import { VERSION } from "../core/version.ts";
import { count, counted, roundedPercent } from "../core/words.ts";
import { dayOf } from "./day.ts";
import { type Content, type Html, html, trusted } from "./page/html.ts";
import { type PageSection, reportPage } from "./page/page.ts";
import { facts } from "./page/parts.ts";
import { table } from "./page/table.ts";

/** The options of `checkReport`. */
export interface CheckReportOptions {
  /** Title of the page (default "Wrong cells of a table"). */
  readonly title?: string;
  /** Text below the title (by default the date and the version). */
  readonly subtitle?: string;
}

/** Maximum number of findings on the page. */
const MOST_SHOWN = 1000;
/** Maximum number of columns to filter by. Findings in other columns only appear among all. */
const MOST_CHOICES = 30;

/**
 * Makes a page of the findings of a table's check. It lists the suspicious cells with expected values and reasons, and the reader
 * can filter them by column and by kind. It also shows the number of findings in each column and the rules between columns.
 * @returns one HTML file without scripts that opens from disk.
 * @throws OptionError if an option's name is unknown.
 * @example
 * const html = checkReport(await check("orders.csv"), { subtitle: "orders.csv" });
 */
export function checkReport({ rows, findings, rules, leftOut }: TableCheck, options: CheckReportOptions = {}): string {
  const { title = "Wrong cells of a table", subtitle = `Checked on ${dayOf(new Date())} with codings ${VERSION}` } = knownOptions(
    "checkReport",
    options,
    { title: true, subtitle: true },
  );
  const shown = findings.slice(0, MOST_SHOWN);
  const columns = countsOf(findings.map(({ column }) => column));
  const kinds = countsOf(findings.map(({ kind }) => kind));
  const known: PageSection[] = [];
  if (shown.length > 0)
    known.push(
      { id: "cells", title: "Suspicious cells", body: cellsBody(shown, { columns, kinds, total: findings.length }) },
      { id: "columns", title: "Findings in each column", body: barsOf(columns, findings.length) },
    );
  if (rules.length > 0) known.push({ id: "rules", title: "Rules between columns", body: rulesBody(rules) });
  if (leftOut.length > 0)
    known.push({
      id: "left-out",
      title: "Columns that weren't checked",
      body: facts(leftOut.map(({ name, why }) => [name, why])),
    });
  const sure = findings.filter(({ isSure }) => isSure).length;
  const strange = new Set(findings.map(({ row }) => row)).size;
  const summary = html`<div class="summary"><p>${
    findings.length === 0
      ? `No cell in ${counted(rows, "row")} looks wrong.`
      : `${counted(findings.length, "cell")} in ${count(strange)} of ${counted(rows, "row")} ${findings.length === 1 ? "looks" : "look"} wrong. The expected value is certain for ${count(sure)} of them.`
  }</p></div>`;
  return reportPage({ title, subtitle, summary, sections: known });
}

type Counts = readonly (readonly [name: string, count: number])[];

function countsOf(names: readonly string[]): Counts {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

interface Choices {
  readonly columns: Counts;
  readonly kinds: Counts;
  /** Number of all findings, including those that aren't on the page. */
  readonly total: number;
}

function cellsBody(shown: readonly Finding[], { columns, kinds, total }: Choices): Html {
  const keys = [...new Set(shown.flatMap((finding) => Object.keys(finding.keys)))];
  const choices = columns.slice(0, MOST_CHOICES);
  const placeOf = (list: Counts, name: string) => list.findIndex(([one]) => one === name);
  const marks = shown.map(({ column, kind }) => `c${placeOf(choices, column)} k${placeOf(kinds, kind)}`);
  return html`<style>${trusted(filterStyle(choices.length, kinds.length))}</style>
<div class="findings">
${choice("column", choices)}
${choice("kind", kinds)}
${table({
  caption:
    total > shown.length
      ? `The ${count(shown.length)} most suspicious of ${counted(total, "cell")}`
      : "All suspicious cells, the most suspicious first",
  columns: [
    { title: "row", numeric: true },
    ...keys.map((title) => ({ title })),
    ...["column", "value", "expected", "why"].map((title) => ({ title })),
    { title: "score", numeric: true },
  ],
  rowClasses: marks,
  rows: shown.map(({ row, keys: own, column, value, expected, why, score }): readonly Content[] => [
    row,
    ...keys.map((key) => own[key] ?? ""),
    column,
    value,
    expected ?? "",
    why,
    score.toFixed(1),
  ]),
})}
</div>`;
}

/** Makes radio buttons for "all" and for each name. */
const choice = (what: string, counts: Counts): Html => html`
<fieldset><legend>Filter by ${what}</legend>
<label><input type="radio" name="${what}" id="${what}-all" checked> all</label>
${counts.map(([name, many], i) => html`<label><input type="radio" name="${what}" id="${what}-${i}"> ${name} (${count(many)})</label>\n`)}
</fieldset>`;

/** Makes the style that hides all rows except those of the chosen column and kind. */
function filterStyle(columns: number, kinds: number): string {
  const rules = (what: string, mark: string, many: number) =>
    Array.from({ length: many }, (_, i) => `.findings:has(#${what}-${i}:checked) tbody tr:not(.${mark}${i}) { display: none; }`);
  return [
    ".findings fieldset { border: 0; margin: 0 0 0.75rem; padding: 0; display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; }",
    ".findings legend { float: left; padding: 0; font-weight: 600; }",
    ...rules("column", "c", columns),
    ...rules("kind", "k", kinds),
  ].join("\n");
}

const barsOf = (counts: Counts, total: number): Html => html`
<style>.found { display: block; height: 0.75rem; min-width: 2px; background: var(--blue); }</style>
${table({
  caption: "Findings by column",
  columns: [{ title: "column" }, { title: "findings", numeric: true }, { title: "share" }],
  rows: counts.map(([name, many]) => [
    name,
    count(many),
    html`<span class="found" style="width: ${((100 * many) / counts[0]![1]).toFixed(1)}%" role="img" aria-label="${roundedPercent(many / total)}"></span>`,
  ]),
})}`;

const rulesBody = (rules: TableCheck["rules"]): Html =>
  table({
    caption: "Rules, with the share of the rows in which each holds",
    columns: [{ title: "rule" }, { title: "rows", numeric: true }],
    rows: rules.map(({ words, share }) => [words, roundedPercent(share)]),
  });
