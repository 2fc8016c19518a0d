import { type Column, shortTextOf, type Values } from "../../core/columns.ts";
import { nameOf, type PackedPictures, type Rows } from "../rows.ts";
import { element } from "./element.ts";

/**
 * Approximate length of a picture's longer side, in root font sizes. It is rounded so that a pixel of the picture is a whole
 * number of CSS pixels.
 */
const PICTURE = 7.5;
const GAP = 16;

/** The images with the pictures of all rows. */
export interface Sheets {
  readonly originals: HTMLImageElement | undefined;
  readonly reconstructions: HTMLImageElement | undefined;
}

/** Makes the card of a point, which shows its name, keys, values and picture with their reconstructions. */
export function makeCard(card: HTMLElement, rows: Rows, sheets: Sheets) {
  const { columns, keys = [], pictures } = rows;
  const shownPictures = pictures
    ? [drawer(pictures, "Original", sheets.originals), drawer(pictures, "Reconstruction", sheets.reconstructions)].flatMap(
        (one) => one ?? [],
      )
    : [];
  const values = [
    ...keys.map(({ name, values: of }) => ({ name, of: (row: number) => of[row]! })),
    ...columns
      .filter(({ reconstructed }) => !reconstructed)
      .map((column) => ({ name: column.name, of: (row: number) => shortTextOf(column, row) })),
  ].map(({ name, of }) => ({ name: element("dt", {}, name), value: element("dd"), of }));
  const pairs = columns.flatMap((column) => (column.reconstructed ? [pairOf(column, column.reconstructed)] : []));
  const title = element("h2");
  card.append(
    title,
    element("dl", {}, ...values.flatMap(({ name, value }) => [name, value])),
    element("table", {}, ...(pairs.length > 0 ? [pairsHead(), ...pairs.map(({ line }) => line)] : [])),
    element("div", { class: "pictures" }, ...shownPictures.map(({ figure }) => figure)),
  );
  /** Moves the card next to its point. */
  const moveTo = ([x, y]: readonly [number, number]) => {
    const { clientWidth, clientHeight } = card.parentElement!;
    const [width, height] = [card.offsetWidth, card.offsetHeight];
    const beside = x + GAP + width <= clientWidth ? x + GAP : x - GAP - width;
    // If there is no space to the right or left of the point, the card is in the other half of the map.
    const isNarrow = beside < 0;
    const left = isNarrow ? (clientWidth - width) / 2 : beside;
    const top = isNarrow ? (y < clientHeight / 2 ? clientHeight - height - 8 : 8) : y - height / 2;
    const within = Math.max(8, Math.min(clientHeight - height - 8, top));
    card.style.transform = `translate(${Math.round(left)}px, ${Math.round(within)}px)`;
  };
  return {
    /** Shows the card of a row next to a place on the map, or hides the card if `row` is undefined. */
    show(row: number | undefined, at?: readonly [number, number]): void {
      card.hidden = row === undefined;
      if (row === undefined) return;
      title.textContent = nameOf(rows, row);
      for (const { value, of } of values) value.textContent = of(row);
      for (const { fill } of pairs) fill(row);
      for (const { draw } of shownPictures) draw(row);
      if (at) moveTo(at);
    },
    moveTo,
  };
}

const pairsHead = () =>
  element("tr", {}, element("td"), element("th", { scope: "col" }, "actual"), element("th", { scope: "col" }, "reconstructed"));

/** Makes a column's line on the card, with a row's value and its reconstruction. */
function pairOf(column: Column, reconstructed: Values) {
  const [actual, made] = [element("td"), element("td")];
  return {
    line: element("tr", {}, element("th", { scope: "row" }, column.name), actual, made),
    fill(row: number) {
      actual.textContent = shortTextOf(column, row);
      made.textContent = shortTextOf(reconstructed, row);
    },
  };
}

/** Makes a picture with a caption, and a function that draws a row's part of the sheet into it. */
function drawer({ width, height, perRow, grey }: PackedPictures, caption: string, sheet: HTMLImageElement | undefined) {
  if (!sheet) return undefined;
  const canvas = element("canvas", { width: String(width), height: String(height) });
  const letter = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const scale = Math.max(1, Math.round((PICTURE * letter) / Math.max(width, height)));
  canvas.style.width = `${width * scale}px`;
  canvas.style.aspectRatio = `${width} / ${height}`;
  if (grey) canvas.classList.add("grey");
  const figure = element("figure", {}, canvas, element("figcaption", {}, caption));
  let wanted: number | undefined;
  const draw = (row: number) => {
    wanted = row;
    if (!sheet.complete) return;
    const [left, top] = [(row % perRow) * width, Math.floor(row / perRow) * height];
    const context = canvas.getContext("2d")!;
    context.clearRect(0, 0, width, height);
    context.drawImage(sheet, left, top, width, height, 0, 0, width, height);
  };
  sheet.addEventListener("load", () => wanted !== undefined && draw(wanted));
  return { figure, draw };
}
