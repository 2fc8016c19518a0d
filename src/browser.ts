// The everyday names in a page: those of Node without paths and the native runtime.

export { type OpenOptions, openDataset } from "./data/open.ts";
export { fromRecords, openTable, type TableOptions } from "./data/tables/open.ts";
export * from "./entries/everyday.ts";
export * from "./tasks/index.ts";
