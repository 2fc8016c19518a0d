import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import { sizeOf } from "../core/ndarray.ts";
import { savedName, savedQuery } from "../core/saved-name.ts";
import { count } from "../core/words.ts";
import { describeColumn } from "../data/tables/schema/describe.ts";
import type { ModelConfig } from "../models/config.ts";
import { layerRows } from "../models/index.ts";
import { recipeIn } from "../recipes/saved.ts";
import type { ReportData } from "./data.ts";
import { nameOf } from "./map.ts";
import type { ArchitectureValues, DataValues } from "./page/index.ts";
import { arePictures } from "./pictures.ts";

type Known = (readonly [name: string, value: string])[];

/** What one example is, in words. */
export function exampleOf({ dataset: { table, examples } }: ReportData): string {
  const shape = examples.shape.slice(1);
  if (table) return `a row of ${count(table.columns.length)} columns (${count(shape[0]!)} numbers)`;
  if (arePictures(examples)) return `an image of ${shape.slice(0, 2).join(" x ")} pixels${shape[2] === 3 ? " in colour" : ""}`;
  return shape.length === 1 ? `a row of ${count(shape[0]!)} numbers` : `an example of ${shape.join(" x ")} numbers`;
}

/** What is known of the data. */
export function dataOf(data: ReportData): DataValues {
  const { dataset, from, isTraining, path, query } = data;
  const { examples, labels, classes, table } = dataset;
  const rows = examples.shape[0]!;
  const names = labels && [...new Set(labels.data)].sort((a, b) => a - b).map((label) => nameOf(label, classes));
  const [name, place] = [savedName(dataset.name), savedName(path)];
  const known: Known = [
    ["data", name === place ? name : `${name} (${place})`],
    ...(query === undefined ? [] : ([["query", savedQuery(query)]] satisfies Known)),
    ["examples", isTraining ? `${count(rows)}: ${count(from)} to learn from, ${count(rows - from)} held out` : count(rows)],
    ["one example", exampleOf(data)],
    ...(table && table.keys.length > 0 ? ([["keys, kept beside the results", table.keys.join(", ")]] satisfies Known) : []),
    ...(names
      ? ([["labels, not learned from", `${table?.label ? `${table.label}: ` : ""}${listOf(names)}`]] satisfies Known)
      : []),
  ];
  return {
    known,
    columns: table?.columns.map((column) => ({ name: column.name, becomes: describeColumn(column) })),
    leftOut: table?.leftOut,
  };
}

const listOf = (names: readonly string[]): string =>
  names.length <= 12 ? names.join(", ") : `${count(names.length)} classes: ${names.slice(0, 8).join(", ")}, …`;

/** Layers whose outputs make the picture of an encoder. */
const DRAWN = new Set(["Dense", "LSTM", "GRU", "MaxPooling1D", "MaxPooling2D", "AveragePooling2D"]);

export function architectureOf({ family, trained: { encoder, model } }: Autoencoder): ArchitectureValues {
  const inside = layerRows(encoder).filter(({ kind }) => DRAWN.has(kind));
  const hidden = inside.map(({ shape }) => sizeOf(shape));
  const codings = sizeOf(encoder.outputShape);
  if (hidden.at(-1) === codings) hidden.pop();
  return { family, sizes: [sizeOf(model.inputExampleShape), ...hidden, codings], layers: layerRows(model) };
}

/** What is known of a training: `config.json` of a model folder has it. */
export type TrainedWith = Pick<ModelConfig, "options" | "seed">;

/** How it was trained, in words. */
export function trainingOf({ settings }: Autoencoder, { options, seed }: TrainedWith, epochs: number): Known {
  const { optimizer, learningRate, loss, noise, batchSize } = settings;
  const rate = learningRate === undefined ? "" : `, learning rate ${learningRate}`;
  const wanted = options.epochs as number | undefined;
  return [
    ["loss", loss],
    ["optimizer", `${typeof optimizer === "object" ? (optimizer as { kind: string }).kind : optimizer}${rate}`],
    ["batch", count(recipeIn(options).batchSize ?? batchSize)],
    ["epochs", wanted !== undefined && wanted > epochs ? `${epochs} of at most ${wanted}` : count(epochs)],
    ["seed", String(seed)],
    ...(noise ? ([["noise while it learned", `${noise.kind}, ${noise.amount}`]] satisfies Known) : []),
  ];
}

/** 24 November 2026 */
export const dayOf = (date: Date): string =>
  date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
