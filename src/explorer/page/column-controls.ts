import type { Column } from "../../core/columns.ts";
import type { Scheme } from "../../figures/colours.ts";
import { type ColumnFilter, columnFilter } from "./column-filter.ts";
import { element } from "./element.ts";
import { type Filters, hidingOf, withFilter } from "./filters.ts";

/** The columns of a map, the one that colours the points, and the filters. */
export interface Controlled {
  readonly columns: readonly Column[];
  readonly coloured: Column | undefined;
  readonly scheme: Scheme;
  readonly filters: Filters;
  readonly count: number;
}

/**
 * Fills one element with the legend of the column that colours the points, and another one with the other columns, which open on
 * a click. Both limit the visible points.
 */
export function makeColumnControls(legend: HTMLElement, others: HTMLElement, changed: (filters: Filters) => void) {
  let present: Controlled | undefined;
  let coloured: ColumnFilter | undefined;
  let closed: readonly { readonly column: Column; readonly details: HTMLDetailsElement; opened?: ColumnFilter }[] = [];
  const change = (name: string) => (filter: Parameters<typeof withFilter>[2]) =>
    present && changed(withFilter(present.filters, name, filter));

  function detailsOf(column: Column) {
    const details = element("details", {}, element("summary", {}, column.name));
    const made: (typeof closed)[number] = { column, details };
    details.addEventListener("toggle", () => {
      if (!details.open || made.opened) return;
      made.opened = columnFilter(column, undefined, change(column.name));
      details.append(...made.opened.elements);
      if (present) show(present);
    });
    return made;
  }

  function show(next: Controlled): void {
    const { columns, filters, count, scheme } = next;
    const isNew = !present || present.coloured !== next.coloured || present.scheme !== scheme;
    const isChanged = isNew || present?.columns !== columns;
    present = next;
    if (isNew) {
      coloured = next.coloured && columnFilter(next.coloured, scheme, change(next.coloured.name));
      legend.replaceChildren(...(coloured?.elements ?? []));
    }
    if (isChanged) {
      const rest = columns.filter((column) => column !== next.coloured);
      closed = rest.map((column) => closed.find((one) => one.column === column) ?? detailsOf(column));
      others.replaceChildren(...closed.map(({ details }) => details));
    }
    const hiding = hidingOf(columns, filters, count);
    if (next.coloured) coloured?.show(filters.get(next.coloured.name), hiding);
    for (const { column, details, opened } of closed) {
      details.classList.toggle("limited", filters.has(column.name));
      if (details.open) opened?.show(filters.get(column.name), hiding);
    }
  }
  return { show };
}
