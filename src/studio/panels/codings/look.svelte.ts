import type { Look } from "../../../explorer/scatter/index.ts";
import { coloursOf, PAPER, placesOf } from "../../../figures/colours.ts";
import { theme } from "../../style/theme.svelte.ts";
import type { Exploring } from "./exploring.svelte.ts";

/** Returns the colours and visibility of the points for any plot of the examples. */
export function lookOf(exploring: Exploring): Look {
  const { column, hidden, found, rows, isShown } = exploring;
  const scheme = theme.isDark ? "dark" : "light";
  return {
    places: placesOf(column, rows.count),
    colours: coloursOf(column, scheme),
    background: PAPER[scheme],
    ...(hidden.size > 0 && { shown: Uint8Array.from({ length: rows.count }, (_, i) => Number(isShown(i))) }),
    ...(found && { strong: new Set(found) }),
  };
}
