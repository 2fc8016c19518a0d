export * from "../data/index.ts";
export { readLabels } from "../data/labels.node.ts";
export { datasets, type OpenOptions, openDataset } from "../data/open.node.ts";
export type { ImageOptions } from "../data/readers/images.node.ts";
export { readIdx, readNpy, writeNpy } from "../data/readers/read.node.ts";
export { type FillOptions, type FillResult, fillTable } from "../data/tables/duckdb/fill.node.ts";
export { openTableSource, type TableSource, type TableSourceOptions } from "../data/tables/duckdb/source.node.ts";
export { fromRecords, openTable, type TableOptions } from "../data/tables/open.node.ts";
export type { Records, RowObject, TableRecord } from "../data/tables/records.ts";
