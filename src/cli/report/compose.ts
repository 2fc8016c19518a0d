import { quantileOf } from "../../data/drift.ts";
import {
  architectureSection,
  codingsSection,
  columnsSection,
  dataSection,
  errorsSection,
  glossarySection,
  html,
  lossTitle,
  mapSection,
  rowsTable,
  type Section,
  type SummaryValues,
  trainingSection,
} from "../../figures/report/index.ts";
import type { ModelConfig } from "../../models/config.ts";
import type { EpochLog } from "../../training/history.ts";
import { architectureOf, dataOf, exampleOf, trainingOf } from "./known.ts";
import type { Measured } from "./measure.ts";
import { pairsOf } from "./pictures.ts";
import { rowsOf } from "./rows.ts";

/** How many examples are shown of each kind. */
const PICTURES = 12;
const WORST_ROWS = 10;
const TYPICAL_ROWS = 5;

/** The numbers of the report's summary. */
export function summaryOf(measured: Measured): SummaryValues {
  const { autoencoder, data, codings, rows, loss, kept, tableError, compared, beyond, errors } = measured;
  return {
    family: autoencoder.family,
    learned: data.learned && { dataset: data.learned.name, rows: data.learned.examples.shape[0]! },
    example: exampleOf(data),
    codings: codings.data.length / codings.shape[0]!,
    rows: { looked: rows, name: data.name },
    loss: { value: loss, name: lossTitle(autoencoder.settings.loss) },
    kept,
    tableError,
    threshold: compared.threshold,
    beyond: { count: beyond, of: errors.length },
  };
}

/** The report's sections, but for how to make it again. */
export async function sectionsOf(measured: Measured, config: ModelConfig, history: readonly EpochLog[]): Promise<Section[]> {
  const { autoencoder, data, isPictures, columns, codings, compared, map } = measured;
  const curves =
    history.length > 0
      ? [trainingSection({ known: trainingOf(autoencoder, config, history.length), history, loss: autoencoder.settings.loss })]
      : [];
  const ofRows = isPictures ? [] : [await strangestRows(measured), columnsSection(columns.errors, columns.rows)];
  return [
    dataSection(dataOf(data)),
    architectureSection(architectureOf(autoencoder)),
    ...curves,
    isPictures ? await pictures(measured) : await typicalRows(measured),
    errorsSection(compared),
    ...ofRows,
    codingsSection(codings),
    ...(map ? [mapSection(map)] : []),
    glossarySection,
  ];
}

/** The rows of the largest errors, the largest first: their places in the dataset. */
export const worstOf = ({ errors }: Pick<Measured, "errors">, most: number): number[] =>
  smallest(
    errors.map((error) => -error),
    most,
  );

/** Rows around the middle error of those that are looked at, the nearest to it first. */
export function typicalOf(
  { errors, data: { from } }: Pick<Measured, "errors"> & { data: { from: number } },
  most: number,
): number[] {
  const looked = errors.subarray(from);
  const middle = quantileOf(looked.slice().sort(), 0.5);
  const away = looked.map((error) => Math.abs(error - middle));
  return smallest(away, most).map((place) => from + place);
}

/** Places of the smallest numbers, in their order; of millions, only those few are sorted by place. */
function smallest(numbers: Float32Array, most: number): number[] {
  const limit = numbers.slice().sort()[Math.min(most, numbers.length) - 1]!;
  const places: number[] = [];
  numbers.forEach((number, place) => {
    if (number <= limit) places.push(place);
  });
  return places.sort((a, b) => numbers[a]! - numbers[b]! || a - b).slice(0, most);
}

const pictures = async (measured: Measured): Promise<Section> => ({
  id: "reconstructions",
  title: "Reconstructions",
  body: [
    html`<p>Each pair is an image and what the model makes of it. Below stands its error, the mean squared one of its pixels from 0 to 1.</p>`,
    await pairsOf(measured, typicalOf(measured, PICTURES), "Typical ones, of middling error"),
    await pairsOf(measured, worstOf(measured, PICTURES), "Those of the largest errors"),
  ],
});

const typicalRows = async (measured: Measured): Promise<Section> => ({
  id: "reconstructions",
  title: "Reconstructions",
  body: rowsTable({
    caption: "Typical rows, of middling error: what is in them and, below, what the model makes of them",
    ...(await rowsOf(measured, typicalOf(measured, TYPICAL_ROWS))),
  }),
});

const strangestRows = async (measured: Measured): Promise<Section> => ({
  id: "strangest",
  title: "The strangest rows",
  body: rowsTable({
    caption:
      "Rows of the largest errors: what is in them and, below, what was expected. Marked are the cells to blame, which make up half of the error (three at most)",
    ...(await rowsOf(measured, worstOf(measured, WORST_ROWS))),
  }),
});
