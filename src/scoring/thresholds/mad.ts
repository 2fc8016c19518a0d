import { OptionError } from "../../core/errors.ts";
import { mean, quantile } from "../../core/statistics.ts";
import { shown } from "../../core/words.ts";
import type { ThresholdMethod } from "./threshold.ts";

/**
 * Chooses the score whose modified z-score, .6745 (x - median) / MAD, equals a factor; 3.5 is usual (Iglewicz & Hoaglin, 1993).
 * If half of the scores are equal, the mean absolute deviation replaces the median one, as they propose.
 */
export const mad: ThresholdMethod = {
  forms: ["mad:3.5"],
  title: "Deviations from the median (MAD)",
  outliers: "above a modified z-score of 3.5 (Iglewicz & Hoaglin, 1993)",
  when: "the held-out rows may contain outliers, which must not move the threshold",
  number: { label: "Deviations", usual: 3.5, from: 0.01, to: 1000 },
  typed: 3.5,
  choose({ scores }, factor) {
    if (!(factor > 0))
      throw new OptionError(`The factor of mad must be a positive number, such as 3.5, but it is ${shown(factor)}.`);
    const middle = quantile(scores, 0.5);
    const away = scores.map((score) => Math.abs(score - middle)).sort();
    const typical = quantile(away, 0.5);
    return middle + factor * (typical > 0 ? typical / 0.6745 : 1.253314 * mean(away));
  },
};
