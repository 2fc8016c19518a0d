import type { Cell } from "../data/tables/duckdb/database.node.ts";
import { writeTable } from "../data/tables/duckdb/write.node.ts";
import { QUANTILES } from "../scoring/drift/columns.ts";
import type { ColumnsReport, ScoreDrift } from "../scoring/drift/report.ts";

const TEXTS = ["column", "kind", "drift", "what", "shares"];

interface Drifted extends Pick<ColumnsReport, "columns"> {
  readonly scores?: ScoreDrift;
}

/** Writes a drift report as a table with one row for each column, and one for the reconstruction errors, if a model computed them. */
export async function writeDrift({ columns: compared, scores }: Drifted, file: string): Promise<void> {
  const rows = [...compared, ...(scores ? [scores] : [])].map(
    (drift): Record<string, Cell> => ({
      column: drift.name,
      kind: drift.kind,
      drift: drift.verdict,
      what: drift.what,
      psi: drift.psi,
      psi_expected: drift.expectedPsi,
      statistic: drift.statistic,
      p: drift.pValue,
      p_adjusted: drift.adjusted,
      missing_before: drift.missing.before,
      missing_now: drift.missing.now,
      mean_before: drift.mean?.before ?? null,
      mean_now: drift.mean?.now ?? null,
      ...Object.fromEntries(
        QUANTILES.flatMap((quantile, i) =>
          (["before", "now"] as const).map((time) => [`q${100 * quantile}_${time}`, drift.quantiles?.[time][i] ?? null]),
        ),
      ),
      shares: drift.shares ? JSON.stringify(drift.shares) : null,
      unseen: drift.unseen?.rows ?? null,
    }),
  );
  const columns = Object.keys(rows[0]!).map((name) => ({
    name,
    type: TEXTS.includes(name) ? ("text" as const) : ("number" as const),
  }));
  // NaN stands for an absent number. It is written as an empty cell of text, and as null in JSON.
  const cells = columns.map(({ name, type }) => rows.map((row) => row[name] ?? (type === "number" ? Number.NaN : null)));
  await writeTable(file, columns, rows.length, (write) => write(cells));
}
