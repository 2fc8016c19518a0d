import type { NdArray } from "../../core/ndarray.ts";
import { count } from "../../core/words.ts";
import { type MapFigureOptions, mapFigure } from "../../figures/map.ts";
import { drawing } from "./drawing.ts";
import type { Section } from "./section.ts";

export interface MapValues extends Pick<MapFigureOptions, "labels" | "classNames" | "images"> {
  /** [n, 2] */
  readonly positions: NdArray<"float32">;
  /** How it was made: "t-SNE". */
  readonly method: string;
  /** Which rows are on it: "of the rows held out". */
  readonly name: string;
  /** What its colours say: "by label". */
  readonly colours: string;
}

export const mapSection = ({ positions, method, name, colours, ...options }: MapValues): Section => ({
  id: "map",
  title: "The map",
  body: drawing({
    id: "map-figure",
    figure: mapFigure({ positions, title: "", ...options }),
    onPaper: true,
    title: "Map of the codings",
    description: `${count(positions.shape[0]!)} points in the plane, made by ${method}: examples whose codings are alike lie near each other. They are coloured ${colours}.`,
    caption: `Codings of ${count(positions.shape[0]!)} examples ${name} in the plane, by ${method}, coloured ${colours}. Near means alike; the axes have no meaning of their own.`,
  }),
});
