import { type Column, MISSING, valuesOf } from "../../../core/columns.ts";
import { sizeOf } from "../../../core/ndarray.ts";
import type { KeyColumn, Rows } from "../../../explorer/rows.ts";
import { pictureSize } from "../../parts/pictures.ts";
import type { Taken } from "./taken.ts";

/** A text column with more different values than this identifies rows. It can be searched but not used for colours. */
const MOST_KINDS = 60;
/** Examples with at most this many numbers can be coloured by each of them. */
const MOST_NUMBERS = 16;

/**
 * Returns the columns that can colour the examples on the map: the label, the columns of a table or the numbers of the examples, and last whether they are
 * used for training. `keys` are further columns for the search.
 */
export function columnsOf(taken: Taken): Required<Pick<Rows, "columns" | "keys">> {
  const { dataset, cells, trained } = taken;
  const count = dataset.examples.shape[0]!;
  const part: Column = {
    kind: "classes",
    name: "training or held out",
    names: ["training", "held out"],
    classes: Uint32Array.from({ length: count }, (_, i) => (i < trained ? 0 : 1)),
  };
  if (!cells) return { columns: [...labelOf(taken), ...numbersOf(taken), part], keys: [] };
  const label = dataset.table?.label;
  const own = cells
    .toSorted((a, b) => Number(b.name === label) - Number(a.name === label))
    .map(({ name, values }) => ({ name, ...valuesOf(values) }));
  const isColour = (column: Column) => column.kind === "numbers" || column.names.length <= MOST_KINDS;
  return {
    columns: [...(label === undefined ? labelOf(taken) : []), ...own.filter(isColour), part],
    keys: own.filter((column) => !isColour(column)).map(keyOf),
  };
}

function labelOf({ dataset: { labels, classes } }: Taken): Column[] {
  if (!labels) return [];
  const names = Array.from(labels.data, (label) => (label < 0 ? null : (classes?.[label] ?? label)));
  return [{ name: "label", ...valuesOf(names) }];
}

function numbersOf({ dataset: { examples } }: Taken): Column[] {
  const [count = 0, ...shape] = examples.shape;
  const width = sizeOf(shape);
  if (width > MOST_NUMBERS || pictureSize(shape)) return [];
  return Array.from({ length: width }, (_, at) => ({
    kind: "numbers",
    name: `x${at + 1}`,
    numbers: Float64Array.from({ length: count }, (_, row) => examples.data[row * width + at]!),
  }));
}

function keyOf(column: Column): KeyColumn {
  const { name, names, classes } = column as Column & { readonly kind: "classes" };
  return { name, values: Array.from(classes, (place) => (names[place] === MISSING ? "" : names[place]!)) };
}
