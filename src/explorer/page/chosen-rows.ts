import { count } from "../../core/words.ts";
import { element } from "./element.ts";
import { type Pictures, thumbnailSize } from "./thumbnails.ts";

/** Maximum number of rows that are listed. Exported files have all. */
const MOST = 200;
/** Length of the longer side of a picture, in CSS pixels. */
const SIDE = 56;

/** The selected rows of a map and how they are shown. */
export interface ChosenRows {
  readonly rows: readonly number[];
  /** The columns of the table. The first names the row. */
  readonly columns: readonly { readonly name: string; readonly textOf: (row: number) => string; readonly isNumber?: boolean }[];
  /** The pictures of the rows, which are shown as a grid unless the user chooses the table. */
  readonly pictures?: Pictures | undefined;
}

/** Lists rows in an element, as a grid of pictures or as a table. */
export function makeChosenRows(
  holder: HTMLElement,
  heard: {
    /** Called with the row under the pointer. */
    point(row: number | undefined): void;
    /** Called with a row that the user clicked. */
    focus(row: number): void;
  },
) {
  let present: ChosenRows | undefined;
  let isTable = false;
  let shown: ReadonlyMap<number, HTMLElement> = new Map();
  const choices = [false, true].map((table) => {
    const button = element("button", { type: "button" }, table ? "Table" : "Pictures");
    button.addEventListener("click", () => {
      isTable = table;
      if (present) build(present);
    });
    return button;
  });
  const choice = element("div", { class: "choice", role: "group", "aria-label": "Show the rows as" }, ...choices);
  const list = element("div", { class: "list", role: "region", "aria-label": "Selected rows", tabindex: "0" });
  const note = element("p", { class: "note" });
  holder.append(choice, list, note);

  function heardBy(part: HTMLElement, row: number): void {
    part.addEventListener("pointerenter", () => heard.point(row));
    part.addEventListener("pointerleave", () => heard.point(undefined));
    part.addEventListener("click", () => heard.focus(row));
  }

  function gridOf({ columns }: ChosenRows, rows: readonly number[], pictures: Pictures): HTMLElement {
    const [width, height] = thumbnailSize(pictures, SIDE);
    const tiles = rows.map((row) => {
      const canvas = element("canvas", { width: String(width * 2), height: String(height * 2), "aria-hidden": "true" });
      canvas.style.width = `${width}px`;
      pictures.draw(canvas.getContext("2d")!, row, 0, 0, width * 2, height * 2);
      const tile = element("button", { type: "button", class: "tile", title: columns[0]!.textOf(row) }, canvas);
      tile.setAttribute("aria-label", `Row ${columns[0]!.textOf(row)}`);
      heardBy(tile, row);
      return [row, tile] as const;
    });
    shown = new Map(tiles);
    return element("div", { class: "grid" }, ...tiles.map(([, tile]) => tile));
  }

  function tableOf({ columns }: ChosenRows, rows: readonly number[]): HTMLElement {
    const lines = rows.map((row) => {
      const [first, ...cells] = columns.map(({ textOf }) => textOf(row));
      const button = element("button", { type: "button", "aria-label": `Row ${first}` }, first!);
      const line = element(
        "tr",
        {},
        element("th", { scope: "row" }, button),
        ...cells.map((text, i) => element("td", columns[i + 1]!.isNumber ? { class: "number" } : {}, text)),
      );
      heardBy(line, row);
      return [row, line] as const;
    });
    shown = new Map(lines);
    const head = element("tr", {}, ...columns.map(({ name }) => element("th", { scope: "col" }, name)));
    return element("table", {}, element("thead", {}, head), element("tbody", {}, ...lines.map(([, line]) => line)));
  }

  function build(next: ChosenRows): void {
    present = next;
    const rows = next.rows.slice(0, MOST);
    const { pictures } = next;
    const asTable = isTable || !pictures;
    choice.hidden = !pictures || rows.length === 0;
    for (const [i, button] of choices.entries()) button.setAttribute("aria-pressed", String((i === 1) === asTable));
    list.hidden = rows.length === 0;
    list.replaceChildren(asTable ? tableOf(next, rows) : gridOf(next, rows, pictures));
    note.textContent =
      next.rows.length > MOST
        ? `These are the first ${count(MOST)} of ${count(next.rows.length)} rows. Saved files contain all.`
        : "";
  }

  return {
    show: build,
    /** Marks the row that is shown elsewhere on the page, and scrolls to it. */
    mark(row: number | undefined): void {
      for (const [other, part] of shown) part.classList.toggle("current", other === row);
      const part = row === undefined ? undefined : shown.get(row);
      if (!part || list.matches(":hover")) return;
      const [top, bottom] = [part.offsetTop - list.scrollTop, part.offsetTop + part.offsetHeight - list.scrollTop];
      if (top < 0 || bottom > list.clientHeight) list.scrollTop = part.offsetTop - list.clientHeight / 2;
    },
  };
}
