import { Dictionary, Int32, Table, tableToIPC, Utf8, vectorFromArray } from "apache-arrow";

/** Makes an Arrow file or stream. Numbers become float64, and strings a dictionary, as pandas writes categories. */
export const arrowFile = (columns: Readonly<Record<string, readonly unknown[]>>, as: "file" | "stream" = "file"): Uint8Array =>
  tableToIPC(new Table(Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, vectorOf(values)]))), as);

const vectorOf = (values: readonly unknown[]) =>
  values.every((value) => typeof value === "string" || value === null)
    ? vectorFromArray(values as string[], new Dictionary(new Utf8(), new Int32()))
    : vectorFromArray(values as number[]);
