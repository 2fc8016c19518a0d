import type { Look } from "../../../explorer/scatter/index.ts";
import { coloursOf, PAPER, placesOf } from "../../../figures/colours.ts";
import { theme } from "../../style/theme.svelte.ts";
import type { Exploring } from "./exploring.svelte.ts";

/** Returns the colours and visibility of the points for any plot of the examples. */
export function lookOf(exploring: Exploring): Look {
  const { column, hiding, found, rows } = exploring;
  const scheme = theme.isDark ? "dark" : "light";
  return {
    places: placesOf(column, rows.count),
    colours: coloursOf(column, scheme),
    background: PAPER[scheme],
    shown: hiding?.map((number) => (number === 0 ? 1 : 0)),
    ...(found && { strong: new Set(found) }),
  };
}
