import { DataError } from "../../core/errors.ts";
import { rounded } from "../../core/words.ts";
import { expectShare, type ThresholdMethod } from "./threshold.ts";

/**
 * Flags a row if its conformal p-value is at most the rate (Vovk et al., 2005; Bates et al., 2023). Rows like the held-out ones
 * are flagged with at most this probability, whatever the distribution of the scores.
 */
export const conformal: ThresholdMethod = {
  forms: ["conformal:0.01"],
  note: "a false-alarm rate",
  title: "False-alarm rate (conformal)",
  outliers: "so high that its conformal p-value is at most .01",
  when: "false alarms have a cost. At most this share of rows like the held-out ones is flagged, whatever the distribution of the scores. Needs 1 / rate - 1 held-out rows",
  number: { label: "Maximum false-alarm rate", usual: 0.01, from: 0.0001, to: 0.999 },
  choose({ scores }, rate) {
    expectShare("conformal", rate);
    const above = Math.floor(rate * (scores.length + 1) * (1 + 1e-12)) - 1;
    if (above < 0)
      throw new DataError(
        `A false-alarm rate of ${rate} needs at least ${Math.ceil(1 / rate) - 1} held-out rows, but there are ${scores.length}. Choose a rate of at least ${rounded(1 / (scores.length + 1), 2)}, or hold out more rows.`,
      );
    return scores[scores.length - 1 - above]!;
  },
};
