import { pairsOf } from "../measure/pictures.ts";
import { typicalOf, worstOf } from "../measure/places.ts";
import { rowsOf } from "../measure/rows.ts";
import { html } from "../page/html.ts";
import { picturePairs } from "./pictures.ts";
import { rowsTable } from "./rows.ts";
import { section } from "./section.ts";

/** How many examples are shown of each kind. */
const PICTURES = 12;
const ROWS = 5;

export const reconstructions = section({
  title: "Reconstructions",
  async measure(subject) {
    const { isPictures, errors, data } = subject;
    if (!isPictures) return { rows: await rowsOf(subject, typicalOf(errors, data.from, ROWS)) };
    return {
      typical: await pairsOf(subject, typicalOf(errors, data.from, PICTURES)),
      worst: await pairsOf(subject, worstOf(errors, PICTURES)),
    };
  },
  body({ rows, typical, worst }, { pngUrl }) {
    const caption = "Typical rows, of middling error: what is in them and, below, what the model makes of them";
    if (rows) return rowsTable({ caption, ...rows });
    return [
      html`<p>Each pair is an image and what the model makes of it. Below stands its error, the mean squared one of its pixels from 0 to 1.</p>`,
      html`<h3>Typical ones, of middling error</h3>${picturePairs(typical, pngUrl)}`,
      html`<h3>Those of the largest errors</h3>${picturePairs(worst, pngUrl)}`,
    ];
  },
});
