import { WORST, worstOf } from "../measure/places.ts";
import { rowsOf } from "../measure/rows.ts";
import { rowsTable } from "./rows.ts";
import { section } from "./section.ts";

export const strangest = section({
  title: "Rows with the largest errors",
  measure: (subject) => (subject.isPictures ? undefined : rowsOf(subject, worstOf(subject.errors, WORST))),
  body: (rows) =>
    rowsTable({
      caption:
        "The expected value is below each value. The marked cells cause most of the error: the cell with the largest share of it, and up to two others with at least a tenth of it.",
      ...rows,
    }),
});
