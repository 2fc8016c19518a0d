import { DataError, OptionError } from "../../core/errors.ts";
import { quantile } from "../../core/statistics.ts";
import { shown } from "../../core/words.ts";
import { paretoTail } from "./pareto.ts";
import type { ThresholdMethod } from "./threshold.ts";

/** Share of the scores that counts as the tail. */
const TAIL = 0.1;
const FEWEST_EXCESSES = 10;

/**
 * Chooses the score that a new score exceeds with a given probability. A generalised Pareto distribution is fitted to the scores
 * above the 90th percentile. The threshold may therefore be higher than all scores (Siffer et al., 2017, the first threshold of
 * SPOT).
 */
export const tail: ThresholdMethod = {
  forms: ["tail:0.001"],
  title: "Fitted tail (Pareto)",
  outliers:
    "above the value that a fitted generalised Pareto tail exceeds with that probability (Siffer et al., 2017; fitted as in Zhang & Stephens, 2009)",
  when: "the rate is too small to be observed on the held-out rows. Needs about 100 of them",
  number: { label: "Probability above the threshold", usual: 0.001, from: 0.000001, to: 0.099 },
  choose({ scores }, risk) {
    if (!(risk > 0 && risk < TAIL))
      throw new OptionError(`The probability of tail must be between 0 and ${TAIL}, such as 0.001, but it is ${shown(risk)}.`);
    const start = quantile(scores, 1 - TAIL);
    const excesses = Float64Array.from(
      scores.filter((score) => score > start),
      (score) => score - start,
    );
    if (excesses.length < FEWEST_EXCESSES)
      throw new DataError(
        `tail needs ${FEWEST_EXCESSES} scores above the 90th percentile, about ${FEWEST_EXCESSES / TAIL} in all, but there are ${excesses.length}. Hold out more rows, or use another threshold.`,
      );
    const { shape, scale } = paretoTail(excesses);
    const ratio = (risk * scores.length) / excesses.length;
    return start + (Math.abs(shape) < 1e-6 ? -scale * Math.log(ratio) : (scale / shape) * (ratio ** -shape - 1));
  },
};
