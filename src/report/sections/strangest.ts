import { WORST, worstOf } from "../measure/places.ts";
import { rowsOf } from "../measure/rows.ts";
import { rowsTable } from "./rows.ts";
import { section } from "./section.ts";

export const strangest = section({
  title: "The strangest rows",
  measure: (subject) => (subject.isPictures ? undefined : rowsOf(subject, worstOf(subject.errors, WORST))),
  body: (rows) =>
    rowsTable({
      caption:
        "Rows of the largest errors: what is in them and, below, what was expected. Marked are the cells to blame, which make up half of the error (three at most)",
      ...rows,
    }),
});
