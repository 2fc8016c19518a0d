import { count } from "../../core/words.ts";
import { mapFigure } from "../../figures/map.ts";
import { mapOf } from "../measure/map.ts";
import { drawing } from "../page/drawing.ts";
import { section } from "./section.ts";

export const map = section({
  title: "The map",
  measure: mapOf,
  body: ({ positions, method, name, colours, ...options }) =>
    drawing({
      id: "map-figure",
      figure: mapFigure({ positions, title: "", ...options }),
      onPaper: true,
      title: "Map of the codings",
      description: `${count(positions.shape[0]!)} points in the plane, made by ${method}: examples whose codings are alike lie near each other. They are coloured ${colours}.`,
      caption: `Codings of ${count(positions.shape[0]!)} examples ${name} in the plane, by ${method}, coloured ${colours}. Near means alike; the axes have no meaning of their own.`,
    }),
});
