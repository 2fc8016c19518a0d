import { DataError, OptionError } from "../../core/errors.ts";
import { quantile } from "../../core/statistics.ts";
import { shown } from "../../core/words.ts";
import { paretoTail } from "./pareto.ts";
import type { ThresholdMethod } from "./threshold.ts";

/** The share of scores whose excesses are taken as the tail. */
const TAIL = 0.1;
const FEWEST_EXCESSES = 10;

/**
 * What a new score of the same kind exceeds with a probability, by the peaks over the 90th percentile as a generalised Pareto distribution: it
 * may lie beyond all scores seen (Siffer et al., 2017, SPOT's first threshold).
 */
export const tail: ThresholdMethod = {
  forms: ["tail:0.001"],
  title: "The tail's shape (Pareto)",
  outliers:
    "above what a generalised Pareto tail exceeds with that probability (Siffer et al., 2017; fitted as by Zhang & Stephens, 2009)",
  when: "rates are smaller than the rows held out can show. Needs about 100 of them",
  number: { label: "Probability beyond it", usual: 0.001, from: 0.000001, to: 0.099 },
  choose({ scores }, risk) {
    if (!(risk > 0 && risk < TAIL))
      throw new OptionError(`tail's probability is between 0 and ${TAIL}, such as 0.001, but this is ${shown(risk)}.`);
    const start = quantile(scores, 1 - TAIL);
    const excesses = Float64Array.from(
      scores.filter((score) => score > start),
      (score) => score - start,
    );
    if (excesses.length < FEWEST_EXCESSES)
      throw new DataError(
        `A tail needs ${FEWEST_EXCESSES} scores above the 90th percentile, about ${FEWEST_EXCESSES / TAIL} in all, but there are ${excesses.length}. Hold more rows out, or take another threshold.`,
      );
    const { shape, scale } = paretoTail(excesses);
    const ratio = (risk * scores.length) / excesses.length;
    return start + (Math.abs(shape) < 1e-6 ? -scale * Math.log(ratio) : (scale / shape) * (ratio ** -shape - 1));
  },
};
