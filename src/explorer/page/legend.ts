import { type Column, countsOf, MISSING, shortNumber } from "../../core/columns.ts";
import { classColour, hasMissing, missingColour, type Scheme, scaleColours, scaleOf } from "../../figures/colours.ts";
import { element } from "./element.ts";

/** Puts a column's legend into an element: buttons that hide and show its classes, or a colour bar of its numbers. */
export function fillLegend(holder: HTMLElement, ...given: Parameters<typeof legendOf>): void {
  const active = document.activeElement;
  const held = holder.contains(active) ? (active?.getAttribute("data-class") ?? "0") : undefined;
  holder.replaceChildren(...legendOf(...given));
  // The buttons have been replaced, so the focus returns to the button of the same class.
  if (held !== undefined) holder.querySelector<HTMLElement>(`[data-class="${held}"]`)?.focus();
}

function legendOf(
  column: Column | undefined,
  scheme: Scheme,
  hidden: ReadonlySet<number>,
  changed: (hidden: ReadonlySet<number>) => void,
): readonly HTMLElement[] {
  if (!column) return [];
  if (column.kind === "numbers")
    return hasMissing(column) ? [bar(column, scheme), missing(column, scheme)] : [bar(column, scheme)];
  const counts = countsOf(column);
  const all = column.names.map((_, i) => i);
  const isolate = (i: number) => {
    const isAlone = !hidden.has(i) && hidden.size === all.length - 1;
    changed(new Set(isAlone ? [] : all.filter((other) => other !== i)));
  };
  const toggle = (i: number) => changed(new Set(hidden.has(i) ? all.filter((j) => j !== i && hidden.has(j)) : [...hidden, i]));
  const items = column.names.map((name, i) => {
    const button = element(
      "button",
      {
        type: "button",
        "aria-pressed": String(!hidden.has(i)),
        "data-class": String(i),
        title: "Click to hide or show this class. Alt-click to show only this class.",
      },
      ...entry(classColour(i, scheme), name === "" ? "(empty)" : name, counts[i]!),
    );
    button.addEventListener("click", (event) => (event.altKey ? isolate(i) : toggle(i)));
    button.addEventListener("keydown", (event) => {
      if (!event.altKey || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      isolate(i);
    });
    return element("li", {}, button);
  });
  const list = element("ul", { "aria-label": `Classes of ${column.name}` }, ...items);
  if (hidden.size === 0) return [list];
  const everything = element("button", { type: "button", class: "everything" }, "Show all");
  everything.addEventListener("click", () => changed(new Set()));
  return [list, everything];
}

function bar(column: Column & { readonly kind: "numbers" }, scheme: Scheme): HTMLElement {
  const { low, high, isBelow, isAbove } = scaleOf(column.numbers);
  const from = `${isBelow ? "≤ " : ""}${shortNumber(low, column.isDate)}`;
  const to = `${isAbove ? "≥ " : ""}${shortNumber(high, column.isDate)}`;
  const strip = element("div", {
    class: "strip",
    role: "img",
    "aria-label": `Colours of ${column.name}, from ${from} to ${to}`,
  });
  strip.style.background = `linear-gradient(to right, ${scaleColours(scheme).join(", ")})`;
  return element("div", { class: "bar" }, strip, element("span", {}, from), element("span", {}, to));
}

/** Makes the legend's entry of missing numbers, with their colour and count. */
const missing = ({ numbers }: Column & { readonly kind: "numbers" }, scheme: Scheme): HTMLElement =>
  element("p", { class: "missing" }, ...entry(missingColour(scheme), MISSING, numbers.filter(Number.isNaN).length));

/** Makes an entry of the legend with a colour, its name and its number of rows. */
function entry(colour: string, name: string, count: number): readonly HTMLElement[] {
  const swatch = element("span", { class: "swatch", "aria-hidden": "true" });
  swatch.style.setProperty("--colour", colour);
  return [swatch, element("span", { class: "name" }, name), element("span", { class: "count" }, count.toLocaleString("en"))];
}
