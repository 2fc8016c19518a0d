import { count } from "../../core/words.ts";
import { mapFigure } from "../../figures/map.ts";
import { mapOf } from "../measure/map.ts";
import { drawing } from "../page/drawing.ts";
import { section } from "./section.ts";

export const map = section({
  title: "Map of the codings",
  measure: mapOf,
  body: ({ positions, method, name, colours, ...options }) =>
    drawing({
      id: "map-figure",
      figure: mapFigure({ positions, title: "", ...options }),
      onPaper: true,
      title: "Scatter plot of the codings",
      description: `A map of ${count(positions.shape[0]!)} points, positioned by ${method} and coloured ${colours}. Examples with similar codings are near each other.`,
      caption: `A map of the codings of ${count(positions.shape[0]!)} examples ${name}, positioned by ${method} and coloured ${colours}. Examples near each other have similar codings; the axes have no other meaning.`,
    }),
});
