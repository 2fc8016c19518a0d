import { rowNumberOf } from "../../data/dataset.ts";
import type { Opened } from "../../data/opened-files.ts";

/** Returns the values that identify a row: its number in the file, its name, its keys and its label. */
export function aboutRow({ dataset }: Opened, place: number): { readonly name: string; readonly value: string }[] {
  const { rowNames, keys = {}, labels, classes, table } = dataset;
  const label = labels?.data[place];
  return [
    { name: "row", value: String(rowNumberOf(dataset, place)) },
    ...(rowNames ? [{ name: "name", value: rowNames[place]! }] : []),
    ...Object.entries(keys).map(([name, values]) => ({ name, value: String(values[place] ?? "missing") })),
    ...(label === undefined
      ? []
      : [{ name: table?.label ?? "label", value: label < 0 ? "missing" : (classes?.[label] ?? String(label)) }]),
  ];
}
