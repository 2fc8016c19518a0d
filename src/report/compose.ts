import type { Measured } from "./measure.ts";
import {
  architectureSection,
  codingsSection,
  columnsSection,
  dataSection,
  errorsSection,
  glossarySection,
  html,
  mapSection,
  type PicturePairsValues,
  type PngUrl,
  picturePairs,
  type ReproduceValues,
  reportPage,
  reproduceSection,
  rowsTable,
  type Section,
  summary,
  trainingSection,
} from "./page/index.ts";

export interface ComposeOptions {
  readonly title: string;
  readonly subtitle: string;
  /** How pictures become PNG files: in Node by zlib, in a page by a canvas. */
  readonly pngUrl: PngUrl;
  /** How model and report are made again, where that is known. */
  readonly again?: ReproduceValues | undefined;
}

/** The report of what was measured: one HTML file that opens from disk. Its figures need a document: in a page it is made on the page's own thread. */
export function reportOf(measured: Measured, { title, subtitle, pngUrl, again }: ComposeOptions): string {
  const { data, architecture, training, pictures, rows, compared, columns, codings, map } = measured;
  const sections: Section[] = [
    dataSection(data),
    architectureSection(architecture),
    ...(training ? [trainingSection(training)] : []),
    ...(pictures ? [picturesSection(pictures, pngUrl)] : []),
    ...(rows ? [typicalRows(rows.typical)] : []),
    errorsSection(compared),
    ...(rows ? [strangestRows(rows.worst), columnsSection(columns.errors, columns.rows)] : []),
    codingsSection(codings),
    ...(map ? [mapSection(map)] : []),
    ...(again ? [reproduceSection(again)] : []),
    glossarySection,
  ];
  return reportPage({ title, subtitle, summary: summary(measured.summary), sections });
}

function picturesSection({ typical, worst }: NonNullable<Measured["pictures"]>, pngUrl: PngUrl): Section {
  const pairs = (title: string, values: PicturePairsValues) => html`<h3>${title}</h3>${picturePairs(values, pngUrl)}`;
  return {
    id: "reconstructions",
    title: "Reconstructions",
    body: [
      html`<p>Each pair is an image and what the model makes of it. Below stands its error, the mean squared one of its pixels from 0 to 1.</p>`,
      pairs("Typical ones, of middling error", typical),
      pairs("Those of the largest errors", worst),
    ],
  };
}

type Rows = NonNullable<Measured["rows"]>["typical"];

const typicalRows = (rows: Rows): Section => ({
  id: "reconstructions",
  title: "Reconstructions",
  body: rowsTable({
    caption: "Typical rows, of middling error: what is in them and, below, what the model makes of them",
    ...rows,
  }),
});

const strangestRows = (rows: Rows): Section => ({
  id: "strangest",
  title: "The strangest rows",
  body: rowsTable({
    caption:
      "Rows of the largest errors: what is in them and, below, what was expected. Marked are the cells to blame, which make up half of the error (three at most)",
    ...rows,
  }),
});
