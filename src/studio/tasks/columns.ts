import type { TypedColumn } from "../../data/tables/typed-columns.ts";
import type { FindingColumn } from "../../tasks/finding-columns.ts";

const TYPES = { whole: "INT32", number: "FLOAT", text: "STRING" } as const;

/** Gives columns the types that the files of tables have. */
export const asTyped = (columns: readonly FindingColumn[]): TypedColumn[] =>
  columns.map(({ name, type, data }) => ({ name, type: TYPES[type], data: [...data] }));
