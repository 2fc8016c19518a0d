import { DataError } from "../../core/errors.ts";
import { rounded } from "../../core/words.ts";
import { expectShare, type ThresholdMethod } from "./threshold.ts";

/**
 * So that rows like those held out are flagged with at most this probability, however scores are distributed: where the conformal p-value is no more
 * than the rate (Vovk et al., 2005; Bates et al., 2023).
 */
export const conformal: ThresholdMethod = {
  forms: ["conformal:0.01"],
  note: "a false-alarm rate",
  title: "A rate of false alarms (conformal)",
  outliers: "so high that the conformal p-value is at most .01",
  when: "a false alarm has a price: rows like those held out are flagged at most that often, exactly, however scores are distributed. Needs 1 / rate - 1 rows held out, and says so",
  number: { label: "False alarms at most", usual: 0.01, from: 0.0001, to: 0.999 },
  choose({ scores }, rate) {
    expectShare("conformal", rate);
    const above = Math.floor(rate * (scores.length + 1) * (1 + 1e-12)) - 1;
    if (above < 0)
      throw new DataError(
        `A false-alarm rate of ${rate} needs at least ${Math.ceil(1 / rate) - 1} rows held out, but there are ${scores.length}. Take a rate of at least ${rounded(1 / (scores.length + 1), 2)}, or more rows.`,
      );
    return scores[scores.length - 1 - above]!;
  },
};
