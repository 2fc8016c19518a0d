import { type Column, MISSING, shortNumber } from "../../core/columns.ts";
import { classColour, hasMissing, missingColour, type Scheme, scaleColours, scaleOf } from "../../figures/colours.ts";
import { element } from "./element.ts";
import { BARS, barsOf, type Filter } from "./filters.ts";

type Classes = Column & { readonly kind: "classes" };
type Numbers = Column & { readonly kind: "numbers" };

/** The controls of a column: its classes or the histogram of its numbers, which limit the visible points. */
export interface ColumnFilter {
  readonly elements: readonly HTMLElement[];
  /** Shows the column's filter, and the counts of the rows that the other filters leave. */
  show(filter: Filter | undefined, hiding: Uint8Array | undefined): void;
}

/**
 * Makes the controls of a column.
 * @param scheme the colours of the points if they are coloured by this column.
 * @param changed called with the new filter.
 */
export const columnFilter = (column: Column, scheme: Scheme | undefined, changed: (filter: Filter) => void): ColumnFilter =>
  column.kind === "classes" ? classFilter(column, scheme, changed) : numberFilter(column, scheme, changed);

function classFilter(column: Classes, scheme: Scheme | undefined, changed: (filter: Filter) => void): ColumnFilter {
  const all = column.names.map((_, i) => i);
  const count = barsOf(column);
  let hidden: ReadonlySet<number> = new Set();
  const hide = (classes: Iterable<number>) => changed({ hidden: new Set(classes) });
  const isolate = (i: number) => {
    const isAlone = !hidden.has(i) && hidden.size === all.length - 1;
    hide(isAlone ? [] : all.filter((other) => other !== i));
  };
  const buttons = column.names.map((name, i) => {
    const button = element(
      "button",
      {
        type: "button",
        "data-class": String(i),
        title: "Click to hide or show this class. Alt-click to show only this class.",
      },
      ...entry(scheme && classColour(i, scheme), name === "" ? "(empty)" : name, 0),
    );
    button.addEventListener("click", (event) => {
      if (event.altKey) isolate(i);
      else hide(hidden.has(i) ? [...hidden].filter((other) => other !== i) : [...hidden, i]);
    });
    button.addEventListener("keydown", (event) => {
      if (!event.altKey || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      isolate(i);
    });
    return button;
  });
  const list = element("ul", { "aria-label": `Classes of ${column.name}` }, ...buttons.map((one) => element("li", {}, one)));
  const everything = element("button", { type: "button", class: "everything" }, "Show all");
  everything.addEventListener("click", () => hide([]));
  return {
    elements: [list, everything],
    show(filter, hiding) {
      hidden = filter && "hidden" in filter ? filter.hidden : new Set();
      const bars = count(filter, hiding);
      const most = Math.max(...bars.all, 1);
      for (const [i, button] of buttons.entries()) {
        button.setAttribute("aria-pressed", String(!hidden.has(i)));
        button.lastElementChild!.textContent = countText(bars.left[i]!, bars.all[i]!);
        setShares(button, bars.left[i]! / most, bars.all[i]! / most);
      }
      everything.hidden = hidden.size === 0;
    },
  };
}

function numberFilter(column: Numbers, scheme: Scheme | undefined, changed: (filter: Filter) => void): ColumnFilter {
  const { low, high, isBelow, isAbove } = scaleOf(column.numbers);
  const count = barsOf(column);
  const edge = (i: number) => low + ((high - low) * i) / BARS;
  const shown = (number: number) => shortNumber(number, column.isDate);
  const [least, greatest] = [`${isBelow ? "≤ " : ""}${shown(low)}`, `${isAbove ? "≥ " : ""}${shown(high)}`];
  // The first and the last edge have no limit, because the bars there contain all numbers beyond.
  const limit = ([from, to]: readonly [number, number]) =>
    changed({ low: from <= 0 ? -Infinity : edge(from), high: to >= BARS ? Infinity : edge(to) });
  const bars = Array.from({ length: BARS }, () => element("i"));
  const histogram = element("div", { class: "histogram", role: "img", "aria-label": `Histogram of ${column.name}` }, ...bars);
  const slider = (what: string) =>
    element("input", { type: "range", min: "0", max: String(BARS), step: "1", "aria-label": `${what} ${column.name}` });
  const [from, to] = [slider("Least"), slider("Greatest")];
  from.addEventListener("input", () => limit([Math.min(from.valueAsNumber, to.valueAsNumber - 1), to.valueAsNumber]));
  to.addEventListener("input", () => limit([from.valueAsNumber, Math.max(to.valueAsNumber, from.valueAsNumber + 1)]));
  let began: number | undefined;
  const drag = ({ clientX }: PointerEvent, first?: number) => {
    const { left, width } = histogram.getBoundingClientRect();
    const bar = Math.min(BARS - 1, Math.max(0, Math.floor(((clientX - left) / width) * BARS)));
    began = first ?? bar;
    limit([Math.min(began, bar), Math.max(began, bar) + 1]);
  };
  histogram.addEventListener("pointerdown", (event) => {
    histogram.setPointerCapture(event.pointerId);
    drag(event);
  });
  histogram.addEventListener("pointermove", (event) => histogram.hasPointerCapture(event.pointerId) && drag(event, began));
  const [leftText, rightText] = [element("span"), element("span")];
  const strip = element("div", {
    class: "strip",
    role: "img",
    "aria-label": `Colours of ${column.name}, from ${least} to ${greatest}`,
  });
  if (scheme) strip.style.background = `linear-gradient(to right, ${scaleColours(scheme).join(", ")})`;
  const everything = element("button", { type: "button", class: "everything" }, "Show all");
  everything.addEventListener("click", () => limit([0, BARS]));
  const missing = element(
    "p",
    { class: "missing" },
    ...entry(scheme && missingColour(scheme), MISSING, column.numbers.filter(Number.isNaN).length),
  );
  return {
    elements: [
      element("div", { class: "bar" }, histogram, ...(scheme ? [strip] : []), from, to, leftText, rightText),
      ...(hasMissing(column) ? [missing] : []),
      everything,
    ],
    show(filter, hiding) {
      const counts = count(filter, hiding);
      const most = Math.max(...counts.all, 1);
      const range = filter && "low" in filter ? filter : { low: -Infinity, high: Infinity };
      const [first, last] = [
        range.low === -Infinity ? 0 : Math.round((BARS * (range.low - low)) / (high - low || 1)),
        range.high === Infinity ? BARS : Math.round((BARS * (range.high - low)) / (high - low || 1)),
      ];
      for (const [i, bar] of bars.entries()) {
        setShares(bar, counts.left[i]! / most, counts.all[i]! / most);
        bar.classList.toggle("out", i < first || i >= last);
      }
      [from.value, to.value] = [String(first), String(last)];
      leftText.textContent = range.low === -Infinity ? least : shown(range.low);
      rightText.textContent = range.high === Infinity ? greatest : shown(range.high);
      from.setAttribute("aria-valuetext", leftText.textContent);
      to.setAttribute("aria-valuetext", rightText.textContent);
      everything.hidden = !filter;
    },
  };
}

function setShares({ style }: HTMLElement, left: number, all: number): void {
  style.setProperty("--left", left.toFixed(4));
  style.setProperty("--all", all.toFixed(4));
}

const countText = (left: number, all: number): string =>
  left === all ? all.toLocaleString("en") : `${left.toLocaleString("en")} of ${all.toLocaleString("en")}`;

/** Makes an entry with a colour if there is one, a name and a number of rows. */
function entry(colour: string | undefined, name: string, count: number): readonly HTMLElement[] {
  const swatch = element("span", { class: "swatch", "aria-hidden": "true" });
  if (colour) swatch.style.setProperty("--colour", colour);
  const texts = [element("span", { class: "name" }, name), element("span", { class: "count" }, count.toLocaleString("en"))];
  return colour ? [swatch, ...texts] : texts;
}
