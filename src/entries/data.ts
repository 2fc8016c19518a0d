export * from "../data/index.ts";
export { type OpenOptions, openDataset } from "../data/open.ts";
export { fromRecords, openTable, type TableOptions } from "../data/tables/open.ts";
export type { Records, RowObject, TableRecord } from "../data/tables/records.ts";
