import { countsOf, shortNumber, shortTextOf } from "../../core/columns.ts";
import { extent } from "../../core/statistics.ts";
import { counted } from "../../core/words.ts";
import { coloursOf, PAPER, placesOf, type Scheme } from "../../figures/colours.ts";
import { namedGroups } from "../../manifold/groups.ts";
import { type MapData, nameOf, numberOf, unpack } from "../rows.ts";
import { hasWebGl, makeScatter } from "../scatter/index.ts";
import { makeCard, type Sheets } from "./card.ts";
import { type ChosenRows, makeChosenRows } from "./chosen-rows.ts";
import { makeColumnControls } from "./column-controls.ts";
import { csvOf } from "./csv.ts";
import { download } from "./download.ts";
import { byId, element } from "./element.ts";
import { hidingOf } from "./filters.ts";
import { makeGroupNames } from "./group-names.ts";
import { search } from "./search.ts";
import { sheetPictures } from "./sheet-pictures.ts";
import { makeThumbnails } from "./thumbnails.ts";
import { fromAddress, toAddress } from "./view-address.ts";
import { STEPS, walked } from "./walk.ts";

const rows = unpack(JSON.parse(byId("data").textContent) as MapData);
const dark = matchMedia("(prefers-color-scheme: dark)");
const scheme = (): Scheme => (dark.matches ? "dark" : "light");

const viewInAddress = () => fromAddress(new URLSearchParams(location.hash.slice(1)), rows);

/** The state of the page. The address has the first three. */
const state = {
  ...viewInAddress(),
  /** The number of filters that hide each row; undefined if there are no filters. */
  hiding: undefined as Uint8Array | undefined,
  found: undefined as readonly number[] | undefined,
  focused: undefined as number | undefined,
  hovered: undefined as number | undefined,
};

const isShown = (row: number): boolean => !state.hiding?.[row];

/** Milliseconds after a change until it is in the address. */
const ADDRESS_PAUSE = 250;

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

/** The columns of the table of selected rows. */
const listedColumns: ChosenRows["columns"] = [
  { name: "row", textOf: (row) => String(numberOf(rows, row)) },
  ...(rows.rowNames ? [{ name: "name", textOf: (row: number) => rows.rowNames![row]! }] : []),
  ...(rows.keys ?? []).map(({ name, values }) => ({ name, textOf: (row: number) => values[row]! })),
  ...rows.columns.map((column) => ({
    name: column.name,
    textOf: (row: number) => shortTextOf(column, row),
    isNumber: column.kind === "numbers",
  })),
];

function start(): void {
  byId("summary").textContent = summaryOf();
  if (!hasWebGl()) {
    byId("no-webgl").hidden = false;
    document.body.classList.add("without-webgl");
    return;
  }

  const map = byId("map");
  map.tabIndex = 0;
  const ring = byId("ring");
  const sheets = sheetsOf(rows.pictures);
  const card = makeCard(byId("card"), rows, sheets);
  const sheet = sheets.originals ?? sheets.reconstructions;
  const pictures = rows.pictures && sheet && sheetPictures(rows.pictures, sheet, scheme);
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
    chosen.mark(row);
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
    moved() {
      follow();
      drawAbove();
      remember();
    },
  });

  const names = makeGroupNames(byId("group-names"));
  const thumbnails = makeThumbnails(byId<HTMLCanvasElement>("thumbnails"), plot);
  /** The colours of the points. The places of a million numbers on the scale take a moment, so they stay until the column changes. */
  let colours = { column: state.column, places: placesOf(state.column, rows.count), all: coloursOf(state.column, scheme()) };
  function drawAbove(): void {
    thumbnails(pictures, (row) => colours.all[colours.places[row]!]!);
    names.place(plot);
  }

  const chosenPanel = byId("chosen");
  const chosen = makeChosenRows(byId("chosen-rows"), {
    point(row) {
      state.hovered = row;
      showCurrent();
    },
    focus: focusOn,
  });
  const listButton = byId<HTMLButtonElement>("list");
  function openList(isOpen: boolean): void {
    chosenPanel.hidden = !isOpen;
    listButton.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) chosen.show({ rows: state.selected, columns: listedColumns, pictures });
  }

  function showSelection(): void {
    const { length } = state.selected;
    byId("selected").textContent = length === 0 ? "Nothing selected" : `${length.toLocaleString("en")} selected`;
    for (const id of ["list", "export", "clear"]) byId<HTMLButtonElement>(id).disabled = length === 0;
    openList(length > 1 || (length > 0 && !chosenPanel.hidden));
    remember();
  }

  let remembering: ReturnType<typeof setTimeout> | undefined;
  /** Writes the view into the address soon, so that a link reproduces it. */
  function remember(): void {
    clearTimeout(remembering);
    remembering = setTimeout(() => {
      const address = toAddress({ ...state, part: plot.part }, rows).toString();
      if (address !== location.hash.slice(1)) history.replaceState(null, "", `#${address}`);
    }, ADDRESS_PAUSE);
  }

  function paint(): void {
    const { column, hiding, found } = state;
    const places = colours.column === column ? colours.places : placesOf(column, rows.count);
    colours = { column, places, all: coloursOf(column, scheme()) };
    plot.paint({
      places: colours.places,
      colours: colours.all,
      background: PAPER[scheme()],
      shown: hiding?.map((number) => (number === 0 ? 1 : 0)),
      strong: found && new Set(found),
    });
  }

  const controls = makeColumnControls(byId("legend"), byId("filters"), (filters) => {
    state.filters = filters;
    showFilters();
  });
  /** Shows the columns, and the points that their filters leave. */
  function showFilters(): void {
    const { column, filters } = state;
    state.hiding = hidingOf(rows.columns, filters, rows.count);
    if (state.focused !== undefined && !isShown(state.focused)) focusOn(undefined);
    controls.show({ columns: rows.columns, coloured: column, scheme: scheme(), filters, count: rows.count });
    const left = state.hiding?.reduce((sum, number) => sum + (number === 0 ? 1 : 0), 0) ?? rows.count;
    byId("count").textContent =
      left === rows.count ? counted(rows.count, "point") : `${left.toLocaleString("en")} of ${counted(rows.count, "point")}`;
    byId("colour-by").textContent = column?.name ?? "Points";
    menu.value = String(column ? rows.columns.indexOf(column) : 0);
    showFound();
    paint();
    remember();
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
  menu.addEventListener("change", () => {
    state.column = rows.columns[Number(menu.value)];
    showFilters();
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
  listButton.addEventListener("click", () => openList(chosenPanel.hidden !== false));
  byId("close-list").addEventListener("click", () => openList(false));
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
    showFilters();
    showSelection();
  });
  addEventListener("hashchange", () => {
    Object.assign(state, viewInAddress());
    showView();
  });
  function showView(): void {
    plot.show(state.part);
    plot.select(state.selected);
    showFilters();
  }
  showView();
  sheet?.addEventListener("load", () => {
    drawAbove();
    openList(!chosenPanel.hidden);
  });
  const showNames = byId<HTMLInputElement>("show-names");
  showNames.addEventListener("change", () => {
    byId("group-names").hidden = !showNames.checked;
  });
  // The names can wait until the points are drawn.
  setTimeout(() => {
    names.show(namedGroups(rows.positions, rows.columns));
    drawAbove();
    document.body.dataset.named = "true";
  }, 50);
  document.body.dataset.ready = "true";
}

/** Loads the sheets of pictures. */
function sheetsOf(pictures: typeof rows.pictures): Sheets {
  const loaded = (url: string | undefined) => url && Object.assign(new Image(), { src: url });
  return { originals: loaded(pictures?.originals) || undefined, reconstructions: loaded(pictures?.reconstructions) || undefined };
}

start();
