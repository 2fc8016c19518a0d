import type { Finding } from "../check/index.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";

/** A column of a file of findings. */
export interface FindingColumn {
  readonly name: string;
  readonly type: "whole" | "number" | "text";
  readonly data: readonly Cell[];
}

/** Names of the other columns, which the column of a key can't have. */
const TAKEN: ReadonlySet<string> = new Set(["row", "column", "value", "expected", "score", "kind", "why"]);

/** Returns the columns of a file of findings, with one row for each: row, keys, column, value, expected, score, kind and why. */
export function findingColumns(findings: readonly Finding[]): readonly FindingColumn[] {
  const keys = [...new Set(findings.flatMap((finding) => Object.keys(finding.keys)))];
  const column = (name: string, type: FindingColumn["type"], of: (finding: Finding) => Cell): FindingColumn => ({
    name,
    type,
    data: findings.map(of),
  });
  return [
    column("row", "whole", ({ row }) => row),
    ...keys.map((name) => column(TAKEN.has(name) ? `key_${name}` : name, "text", (finding) => finding.keys[name] ?? null)),
    column("column", "text", (finding) => finding.column),
    column("value", "text", ({ value }) => value),
    column("expected", "text", ({ expected }) => expected ?? null),
    column("score", "number", ({ score }) => score),
    column("kind", "text", ({ kind }) => kind),
    column("why", "text", ({ why }) => why),
  ];
}
