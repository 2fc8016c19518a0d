import { OptionError } from "../../core/errors.ts";
import type { NdArray } from "../../core/ndarray.ts";
import { takeRows } from "../../core/rows.ts";
import { counted } from "../../core/words.ts";
import { rowNumberOf } from "../../data/dataset.ts";
import type { Opened } from "../../data/opened-files.ts";
import { exportColumns } from "../data/export-rows.ts";
import { called } from "../engine/workers.ts";
import { pictureSize } from "../parts/pictures.ts";
import { MODEL, type PageTask } from "./task.ts";

/** Maximum number of pictures that are shown. */
const MOST_PICTURES = 60;

/** Returns rows of the data as columns, or as pictures with captions. */
function shown(opened: Opened, places: readonly number[], about: { readonly name: string; readonly values: readonly number[] }) {
  const { examples } = opened.dataset;
  const columns = exportColumns(opened, places);
  const isPicture = pictureSize(examples.shape.slice(1)) !== undefined;
  const few = places.slice(0, MOST_PICTURES);
  return {
    columns: [
      { name: about.name, type: "FLOAT" as const, data: about.values.map((value) => Number(value.toPrecision(4))) },
      ...columns,
    ],
    ...(isPicture && {
      pictures: {
        examples: takeRows(examples as NdArray, few),
        captions: few.map(
          (place, i) => `row ${rowNumberOf(opened.dataset, place)}, ${about.name} ${Number(about.values[i]!.toPrecision(3))}`,
        ),
      },
    }),
  };
}

export const similar: PageTask = {
  name: "similar",
  title: "Similar rows",
  summary: "Finds the rows whose codings are nearest to those of a row. Rows count from 1, as in the file.",
  button: "Find similar rows",
  usesModel: true,
  lacks: () => undefined,
  fields: ({ dataset }) => [
    { name: "to", label: "Row", value: 1, from: 1, to: dataset.examples.shape[0]! },
    { name: "count", label: "Number of rows", value: 10, from: 1, to: 1000 },
  ],
  async run({ opened, model, given: { to, count } }, worker, tell) {
    const { dataset } = opened;
    const total = dataset.examples.shape[0]!;
    const own = Array.from({ length: total }, (_, place) => place).find((place) => rowNumberOf(dataset, place) === to);
    if (own === undefined) throw new OptionError(`There is no row ${to} among the examples that are open. Choose another row.`);
    const { indices, distances } = await worker.similar(model, dataset.examples, own + 1, Number(count), called(tell));
    const places = [own, ...indices];
    return {
      lines: [`Row ${to}, and the ${counted(indices.length, "row")} nearest to it by the distance between their codings:`],
      ...shown(opened, places, { name: "distance", values: [0, ...distances] }),
    };
  },
  code: ({ file, given: { to, count } }) =>
    `import { findSimilar } from "codings";\n\nconst { records } = await findSimilar("${MODEL}", ${JSON.stringify(file)}, { to: ${to}, count: ${count} });\n`,
  commands: ({ file, given: { to, count } }) => [["codings", "similar", MODEL, file, "--to", String(to), "-n", String(count)]],
};

export const duplicates: PageTask = {
  name: "duplicates",
  title: "Near-duplicates",
  summary: "Finds groups of rows whose codings are equal or nearly equal.",
  button: "Find near-duplicates",
  usesModel: true,
  lacks: () => undefined,
  async run({ opened, model }, worker, tell) {
    const { groups, distance, typical } = await worker.duplicates(model, opened.dataset.examples, called(tell));
    const places = groups.flatMap((group) => [...group]);
    return {
      lines: [
        `${counted(groups.length, "group")} of rows that are at most ${Number(distance.toPrecision(3))} apart. The median distance to the nearest row is ${Number(typical.toPrecision(3))}.`,
      ],
      ...(groups.length > 0 &&
        shown(opened, places, { name: "group", values: groups.flatMap((group, i) => Array.from(group, () => i + 1)) })),
    };
  },
  code: ({ file }) =>
    `import { findDuplicates } from "codings";\n\nconst { groups } = await findDuplicates("${MODEL}", ${JSON.stringify(file)});\n`,
  commands: ({ file }) => [["codings", "similar", MODEL, file, "--duplicates"]],
};
