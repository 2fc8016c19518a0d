import { takeToken } from "../data/token.ts";

/** The tabs of the workbench. */
export const tabs = ["learn", "network", "codings", "noise", "anomalies", "tasks", "take-away"] as const;
export type Tab = (typeof tabs)[number];

/** A place in the studio: the start page, the list of lessons, the list of stored runs, a model file, or the workbench with or without a lesson; and the settings in the address. */
export interface Place {
  readonly page: "start" | "lessons" | "runs" | "model" | "work";
  readonly lesson?: string;
  readonly tab: Tab;
  readonly parameters: URLSearchParams;
  /** The file of the machine that the page "Model" shows. */
  readonly file?: string | undefined;
  /** The view of the map of codings, as parameters in one text. */
  readonly map?: string | undefined;
}

/** Returns the place that the part of an address after # names. */
export function placeOf(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const parameters = new URLSearchParams(query);
  const tab = tabs.find((one) => one === parameters.get("tab")) ?? "learn";
  parameters.delete("tab");
  const map = parameters.get("map") ?? undefined;
  parameters.delete("map");
  const [first, lesson] = path.split("/");
  if (first === "lessons") return lesson ? { page: "work", lesson, tab, parameters, map } : { page: "lessons", tab, parameters };
  if (first === "model")
    return { page: "model", tab, parameters: new URLSearchParams(), file: parameters.get("file") ?? undefined };
  return { page: first === "work" || first === "runs" ? first : "start", tab, parameters, map };
}

/** Returns the part of the address after # for a place. */
export function hashOf({ page, lesson, tab, parameters, map, file }: Place): string {
  if (page === "start") return "#/";
  if (page === "lessons" || page === "runs") return `#/${page}`;
  if (page === "model") return `#/model${file ? `?${new URLSearchParams({ file })}` : ""}`;
  const query = new URLSearchParams(tab === "learn" ? {} : { tab });
  for (const [name, value] of parameters) query.set(name, value);
  if (map && tab === "codings") query.set("map", map);
  // Commas and colons are allowed there, and are easier to read.
  const text = query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  return `#/${lesson ? `lessons/${lesson}` : "work"}${text ? `?${text}` : ""}`;
}

class Route {
  place = $state.raw<Place>(placeOf(location.hash));
  /** The address that `place` was read from or written to. */
  private seen = location.hash;

  constructor() {
    addEventListener("hashchange", () => {
      // The user has opened the printed address in a tab that had no token.
      if (takeToken()) return location.reload();
      this.seen = location.hash;
      this.place = placeOf(location.hash);
    });
  }

  /** Goes to another place. With `replace`, the browser's back button doesn't lead to the present place. */
  go(changed: Partial<Place>, { replace = false } = {}): void {
    const { lesson, ...rest } = { ...this.place, ...changed };
    const place: Place = { ...rest, ...(lesson !== undefined && { lesson }) };
    const hash = hashOf(place);
    // The browser has gone to another address already, and its event follows in a moment. That address must not be replaced.
    if (replace && location.hash !== this.seen) return;
    this.place = place;
    if (hash !== location.hash) {
      if (replace) history.replaceState(null, "", hash);
      else history.pushState(null, "", hash);
    }
    this.seen = location.hash;
  }
}

takeToken();
export const route = new Route();
