import { extent, mean } from "../../core/statistics.ts";
import { count, figureOf } from "../../core/words.ts";
import { activationsFigure } from "../../figures/activations.ts";
import { drawing } from "../page/drawing.ts";
import { section } from "./section.ts";

export const codings = section({
  title: "Codings",
  measure: (subject) => subject.codings,
  /** @param codings codings of some rows, [rows, …codings]. */
  body(codings) {
    const { data } = codings;
    const [low, high] = extent(data);
    return drawing({
      id: "codings-figure",
      figure: activationsFigure({ codings, title: "" }),
      narrow: activationsFigure({ codings, title: "", stacked: true }),
      title: "Two histograms of the codings",
      description: `The first histogram shows all codings of all examples, which are between ${figureOf(low)} and ${figureOf(high)} with a mean of ${figureOf(mean(data))}. The second one shows the mean of each coding.`,
      caption: `The distributions of all codings of ${count(codings.shape[0]!)} examples, and of each coding's mean. A coding that is always the same carries no information.`,
    });
  },
});
