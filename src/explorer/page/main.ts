import { type Column, countsOf, shortNumber, shortTextOf } from "../../core/columns.ts";
import { extent } from "../../core/statistics.ts";
import { counted } from "../../core/words.ts";
import { coloursOf, PAPER, placesOf, type Scheme } from "../../figures/colours.ts";
import { type MapData, nameOf, unpack } from "../rows.ts";
import { hasWebGl, makeScatter } from "../scatter/index.ts";
import { makeCard } from "./card.ts";
import { csvOf } from "./csv.ts";
import { download } from "./download.ts";
import { byId, element } from "./element.ts";
import { fillLegend } from "./legend.ts";
import { search } from "./search.ts";
import { STEPS, walked } from "./walk.ts";

const rows = unpack(JSON.parse(byId("data").textContent) as MapData);
const dark = matchMedia("(prefers-color-scheme: dark)");
const scheme = (): Scheme => (dark.matches ? "dark" : "light");

/** The state of the page. */
const state = {
  column: rows.columns[0] as Column | undefined,
  hidden: new Set<number>() as ReadonlySet<number>,
  found: undefined as readonly number[] | undefined,
  selected: [] as readonly number[],
  focused: undefined as number | undefined,
  hovered: undefined as number | undefined,
};

const isShown = (row: number): boolean => {
  const { column, hidden } = state;
  return column?.kind !== "classes" || !hidden.has(column.classes[row]!);
};

/** Describes the map in words, for screen readers. */
function summaryOf(): string {
  const columns = rows.columns.map((column) => {
    if (column.kind === "numbers")
      return `${column.name}: from ${extent(column.numbers)
        .map((n) => shortNumber(n, column.isDate))
        .join(" to ")}.`;
    const counts = countsOf(column);
    return `${column.name}: ${column.names.map((name, i) => `${name} ${counts[i]}`).join(", ")}.`;
  });
  return [`A map of ${counted(rows.count, "point")}.`, ...columns].join(" ");
}

const described = (row: number): string =>
  [
    nameOf(rows, row),
    ...(rows.keys ?? []).map(({ name, values }) => `${name} ${values[row]}`),
    ...rows.columns.map((column) => `${column.name} ${shortTextOf(column, row)}`),
    ...(state.selected.includes(row) ? ["selected"] : []),
  ].join(", ");

function start(): void {
  byId("summary").textContent = summaryOf();
  byId("count").textContent = counted(rows.count, "point");
  if (!hasWebGl()) {
    byId("no-webgl").hidden = false;
    document.body.classList.add("without-webgl");
    return;
  }

  const map = byId("map");
  map.tabIndex = 0;
  const ring = byId("ring");
  const card = makeCard(byId("card"), rows);
  const field = byId<HTMLInputElement>("search");
  const help = byId<HTMLDialogElement>("help");
  const lassoButton = byId<HTMLButtonElement>("lasso");

  const current = () => state.hovered ?? state.focused;
  const follow = () => {
    const row = current();
    ring.hidden = row === undefined;
    if (row === undefined) return;
    const [x, y] = plot.screenOf(row);
    ring.style.transform = `translate(${x}px, ${y}px)`;
    card.moveTo([x, y]);
  };
  const showCurrent = () => {
    const row = current();
    card.show(row, row === undefined ? undefined : plot.screenOf(row));
    follow();
  };
  const announce = (text: string) => {
    byId("announcer").textContent = text;
  };

  const plot = makeScatter(byId<HTMLCanvasElement>("canvas"), rows.positions, {
    over(row) {
      state.hovered = row;
      showCurrent();
    },
    out() {
      state.hovered = undefined;
      showCurrent();
    },
    selected(selected) {
      state.selected = selected;
      if (selected.length === 1) state.focused = selected[0];
      showSelection();
    },
    moved: follow,
  });

  function showSelection(): void {
    const { length } = state.selected;
    byId("selected").textContent = length === 0 ? "Nothing selected" : `${length.toLocaleString("en")} selected`;
    for (const id of ["export", "clear"]) byId<HTMLButtonElement>(id).disabled = length === 0;
  }

  function paint(): void {
    const { column, hidden, found } = state;
    plot.paint({
      places: placesOf(column, rows.count),
      colours: coloursOf(column, scheme()),
      background: PAPER[scheme()],
      shown: hidden.size > 0 ? Uint8Array.from({ length: rows.count }, (_, i) => Number(isShown(i))) : undefined,
      strong: found && new Set(found),
    });
  }

  function showLegend(): void {
    fillLegend(byId("legend"), state.column, scheme(), state.hidden, (hidden) => {
      state.hidden = hidden;
      if (state.focused !== undefined && !isShown(state.focused)) focusOn(undefined);
      showLegend();
      showFound();
      paint();
    });
  }

  function showFound(): void {
    const { found } = state;
    byId("found").textContent = found ? counted(found.length, "match", "matches") : "";
  }

  function focusOn(row: number | undefined): void {
    state.focused = row;
    state.hovered = undefined;
    if (row !== undefined) {
      plot.bringIntoView(row);
      announce(described(row));
    }
    showCurrent();
  }

  function setLasso(on: boolean): void {
    lassoButton.setAttribute("aria-pressed", String(on));
    map.classList.toggle("lassoing", on);
    plot.lasso(on);
  }

  function exportSelection(): void {
    const name = document.title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
      .replaceAll(/^-|-$/g, "");
    download(`${name || "map"}-selection.csv`, csvOf(rows, state.selected), "text/csv");
  }

  const menu = byId<HTMLSelectElement>("column");
  menu.append(...rows.columns.map(({ name }, i) => element("option", { value: String(i) }, name)));
  byId("column-menu").hidden = rows.columns.length < 2;
  byId("colour-by").classList.toggle("unseen", rows.columns.length > 1);
  byId("colour-by").textContent = rows.columns[0]?.name ?? "Points";
  menu.addEventListener("change", () => {
    state.column = rows.columns[Number(menu.value)];
    state.hidden = new Set();
    byId("colour-by").textContent = state.column?.name ?? "Points";
    showLegend();
    paint();
  });

  field.addEventListener("input", () => {
    state.found = search(rows, field.value);
    showFound();
    paint();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const found = state.found?.filter(isShown) ?? [];
    const next = found.find((row) => row > (state.focused ?? -1)) ?? found[0];
    if (next !== undefined) focusOn(next);
  });

  lassoButton.addEventListener("click", () => setLasso(lassoButton.getAttribute("aria-pressed") !== "true"));
  byId("zoom-in").addEventListener("click", () => plot.zoom(1.5));
  byId("zoom-out").addEventListener("click", () => plot.zoom(1 / 1.5));
  byId("reset").addEventListener("click", () => plot.reset());
  byId("export").addEventListener("click", exportSelection);
  byId("clear").addEventListener("click", () => plot.select([]));
  byId("open-help").addEventListener("click", () => help.showModal());

  map.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in STEPS) {
      event.preventDefault();
      const next = walked(event.key, plot, state.focused, isShown);
      if (next !== undefined) focusOn(next);
    } else if (event.key === "Enter" && state.focused !== undefined) {
      const { focused, selected } = state;
      plot.select(selected.includes(focused) ? selected.filter((row) => row !== focused) : [...selected, focused]);
      announce(described(focused));
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key === "Escape") {
      if (event.target === field) {
        field.value = "";
        field.dispatchEvent(new Event("input"));
        map.focus();
      } else if (state.selected.length > 0) plot.select([]);
      else focusOn(undefined);
    }
    if (isTyping) return;
    const actions: Readonly<Record<string, () => void>> = {
      "+": () => plot.zoom(1.5),
      "=": () => plot.zoom(1.5),
      "-": () => plot.zoom(1 / 1.5),
      "0": () => plot.reset(),
      "/": () => field.focus(),
      "?": () => help.showModal(),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  dark.addEventListener("change", () => {
    showLegend();
    paint();
  });
  showLegend();
  showSelection();
  paint();
  document.body.dataset.ready = "true";
}

start();
