import { extent, mean } from "../../core/statistics.ts";
import { count, figureOf } from "../../core/words.ts";
import { activationsFigure } from "../../figures/activations.ts";
import { drawing } from "../page/drawing.ts";
import { section } from "./section.ts";

export const codings = section({
  title: "The codings",
  measure: (subject) => subject.codings,
  /** @param codings [rows, …codings] of some rows. */
  body(codings) {
    const { data } = codings;
    const [low, high] = extent(data);
    return drawing({
      id: "codings-figure",
      figure: activationsFigure({ codings, title: "" }),
      narrow: activationsFigure({ codings, title: "", stacked: true }),
      title: "Two histograms of the codings",
      description: `On the left all codings of all examples: they lie between ${figureOf(low)} and ${figureOf(high)}, their mean is ${figureOf(mean(data))}. On the right each coding's mean.`,
      caption: `How large codings are, of ${count(codings.shape[0]!)} examples: all of them, and the mean of each. A coding that is always the same tells nothing.`,
    });
  },
});
