import type { ResultColumn } from "../data/tables/write.node.ts";

/** The columns of a table of scores: each row's number, its keys, how strange it is, and why. */
export const scoreColumns = (keys: readonly ResultColumn[], outlier: ResultColumn["type"] = "whole"): ResultColumn[] => [
  { name: "row", type: "whole" },
  ...keys,
  { name: "score", type: "number" },
  { name: "percentile", type: "number" },
  { name: "outlier", type: outlier },
  { name: "cause", type: "text" },
  { name: "expected", type: "text" },
];
