import type { Column } from "../../core/columns.ts";
import { numberOf, type Rows } from "../rows.ts";
import type { ShownPart } from "../scatter/index.ts";
import { type Filter, type Filters, withFilter } from "./filters.ts";

/** The view of a map that a user has. */
export interface ShownView {
  /** The column that colours the points. */
  readonly column: Column | undefined;
  readonly filters: Filters;
  readonly selected: readonly number[];
  /** The visible part of the map; undefined for the whole map. */
  readonly part: ShownPart | undefined;
}

/** If the selected rows take more characters than this, the address leaves them out, because browsers limit its length. */
const MOST_TEXT = 4000;

/** Writes a view as parameters of an address. Defaults are left out. */
export function toAddress({ column, filters, selected, part }: ShownView, { columns, ...rows }: AddressRows): URLSearchParams {
  const address = new URLSearchParams();
  if (column && column !== columns[0]) address.set("colour", column.name);
  for (const { name } of columns) {
    const filter = filters.get(name);
    if (filter && "hidden" in filter) address.set(`hide.${name}`, [...filter.hidden].sort((a, b) => a - b).join("."));
    else if (filter) address.set(`range.${name}`, `${limitText(filter.low)}..${limitText(filter.high)}`);
  }
  const text = runsOf(selected.map((row) => numberOf(rows, row)));
  if (text !== "" && text.length <= MOST_TEXT) address.set("rows", text);
  if (part) address.set("view", [part.x, part.y, part.zoom].map((value) => Number(value.toPrecision(5))).join("_"));
  return address;
}

type AddressRows = Pick<Rows, "count" | "columns" | "numbers">;

/** Reads a view from the parameters of an address. Parts that don't fit the rows and columns are left out. */
export function fromAddress(address: URLSearchParams, { columns, count, numbers }: AddressRows): ShownView {
  let filters: Filters = new Map();
  for (const column of columns) {
    const hidden = address.get(`hide.${column.name}`);
    const range = address.get(`range.${column.name}`);
    const filter = column.kind === "classes" ? hiddenFrom(hidden, column.names.length) : rangeFrom(range);
    filters = withFilter(filters, column.name, filter);
  }
  const wanted = new Set(numbersFrom(address.get("rows"), count));
  const selected =
    wanted.size === 0
      ? []
      : Array.from({ length: count }, (_, row) => row).filter((row) => wanted.has(numberOf({ numbers }, row)));
  const [x, y, zoom] = (address.get("view") ?? "").split("_").map(Number);
  const isPart = [x, y, zoom].every(Number.isFinite) && zoom! > 0;
  return {
    column: columns.find(({ name }) => name === address.get("colour")) ?? columns[0],
    filters,
    selected,
    part: isPart ? { x: x!, y: y!, zoom: zoom! } : undefined,
  };
}

const limitText = (limit: number): string => (Number.isFinite(limit) ? String(Number(limit.toPrecision(12))) : "");

function hiddenFrom(text: string | null, classes: number): Filter | undefined {
  const hidden = (text ?? "").split(".").map(Number);
  return text ? { hidden: new Set(hidden.filter((i) => Number.isInteger(i) && i >= 0 && i < classes)) } : undefined;
}

function rangeFrom(text: string | null): Filter | undefined {
  const [low = "", high = ""] = (text ?? "").split("..");
  const range = { low: low === "" ? -Infinity : Number(low), high: high === "" ? Infinity : Number(high) };
  return Number.isNaN(range.low) || Number.isNaN(range.high) ? undefined : range;
}

/** Writes ascending whole numbers as runs: "1-5,9". */
function runsOf(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(",");
}

function numbersFrom(text: string | null, most: number): number[] {
  return (text ?? "").split(",").flatMap((run) => {
    const [, from, , to] = /^(\d+)(-(\d+))?$/.exec(run) ?? [];
    if (from === undefined) return [];
    const length = Number(to ?? from) - Number(from) + 1;
    return Array.from({ length: Math.min(most, Math.max(0, length)) }, (_, i) => Number(from) + i);
  });
}
