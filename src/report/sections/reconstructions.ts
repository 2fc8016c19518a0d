import { pairsOf } from "../measure/pictures.ts";
import { typicalOf, worstOf } from "../measure/places.ts";
import { rowsOf } from "../measure/rows.ts";
import { html } from "../page/html.ts";
import { picturePairs } from "./pictures.ts";
import { rowsTable } from "./rows.ts";
import { section } from "./section.ts";

/** Number of examples of each kind: pictures or rows. */
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
    const caption = "Typical rows, with errors near the median. The model's reconstruction is below each value.";
    if (rows) return rowsTable({ caption, ...rows });
    return [
      html`<p>Each pair shows an image and its reconstruction. The number below is the mean squared error of the pixels, whose values are from 0 to 1.</p>`,
      html`<h3>Typical images, with errors near the median</h3>${picturePairs(typical, pngUrl)}`,
      html`<h3>Images with the largest errors</h3>${picturePairs(worst, pngUrl)}`,
    ];
  },
});
