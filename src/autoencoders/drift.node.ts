import { OptionError } from "../core/errors.ts";
import { knownOptions } from "../core/options.ts";
import { mean, quantile } from "../core/statistics.ts";
import {
  type BeforeNow,
  type ColumnDrift,
  categoryDrift,
  judge,
  numberDrift,
  strongest,
  type UnjudgedDrift,
  type Verdict,
} from "../data/drift.ts";
import { readFeatures } from "../data/tables/duckdb/read.node.ts";
import { evenlyDrawn, SAMPLE_ROWS, sampleTable } from "../data/tables/duckdb/samples.node.ts";
import type { TableSource } from "../data/tables/duckdb/source.node.ts";
import type { RunOptions } from "../models/fit.ts";
import type { Autoencoder } from "./autoencoder.ts";

/** How new data differs from earlier data, by its columns and by how well a model reconstructs it. */
export interface DriftReport {
  /** The strongest of all. */
  readonly verdict: Verdict;
  readonly rows: BeforeNow<number>;
  readonly columns: readonly ColumnDrift[];
  readonly scores: ScoreDrift;
}

/** How the rows' reconstruction errors differ. */
export interface ScoreDrift extends ColumnDrift {
  /** The .99 quantile of the earlier errors. */
  readonly threshold: number;
  /** The shares of the rows above it. */
  readonly above: BeforeNow<number>;
}

export interface TableDriftOptions extends RunOptions {
  /** SQL for the earlier rows whose reconstruction errors are compared: those that weren't learned from. All of them by default. */
  readonly heldOut?: string;
}

/**
 * Compares a table with an earlier one: each column that was learned from, and the reconstruction errors of up to 100,000 rows of either, drawn evenly.
 * @throws OptionError where the autoencoder isn't of a table; DataError as `readFeatures`.
 */
export async function tableDrift(
  autoencoder: Autoencoder,
  { before, now }: BeforeNow<TableSource>,
  options: TableDriftOptions = {},
): Promise<DriftReport> {
  const { heldOut = "true", ...run } = knownOptions("tableDrift", options, { runtime: true, heldOut: true });
  const { table } = autoencoder.settings;
  if (!table) throw new OptionError("This autoencoder isn't of a table. Give one that is, or compare scores by scoreDrift.");
  const [was, after] = [await sampleTable(before, table), await sampleTable(now, table)];
  const columns = [
    ...Object.entries(was.numbers).map(([name, sample]) => numberDrift(name, sample, after.numbers[name]!)),
    ...Object.entries(was.categories).map(([name, sample]) => categoryDrift(name, sample, after.categories[name]!)),
  ];
  const scores = {
    before: await scoresOf(autoencoder, before, heldOut, run),
    now: await scoresOf(autoencoder, now, "true", run),
  };
  return driftReport({ before: was.rows, now: after.rows }, columns, scores);
}

/** Judges columns and reconstruction errors together, so that the overall verdict is as reliable as that on one column. */
export function driftReport(
  rows: BeforeNow<number>,
  drifts: readonly UnjudgedDrift[],
  scores: BeforeNow<Float32Array>,
): DriftReport {
  const { threshold, above, ...errors } = errorDrift(scores);
  const judged = judge([...drifts, errors]);
  return {
    verdict: strongest(judged.map(({ verdict }) => verdict)),
    rows,
    columns: judged.slice(0, -1),
    scores: { ...judged.at(-1)!, threshold, above },
  };
}

async function scoresOf(autoencoder: Autoencoder, source: TableSource, where: string, run: RunOptions): Promise<Float32Array> {
  const { relation, rowCount } = source;
  const some = { ...source, relation: `(SELECT * FROM ${relation} WHERE ${where} AND ${evenlyDrawn(rowCount, SAMPLE_ROWS)})` };
  const parts: Float32Array[] = [];
  for await (const { features } of readFeatures(some, autoencoder.settings.table!, { keys: false }))
    parts.push((await autoencoder.scoreSamples(features, run)).data);
  // Of a small table it may be that none is held out.
  if (parts.length === 0 && where !== "true") return scoresOf(autoencoder, source, "true", run);
  return Float32Array.from(parts.flatMap((part) => Array.from(part)));
}

const LAST_PERCENT = 0.99;

/** How two sets of reconstruction errors differ, and what share lies above the .99 quantile of the earlier ones. */
export function scoreDrift(scores: BeforeNow<Float32Array>): ScoreDrift {
  const { threshold, above, ...errors } = errorDrift(scores);
  return { ...judge([errors])[0]!, threshold, above };
}

function errorDrift(scores: BeforeNow<Float32Array>) {
  const sample = (values: Float32Array) => ({
    rows: values.length,
    missing: 0,
    mean: mean(values),
    values: Float64Array.from(values).sort(),
  });
  const [before, now] = [sample(scores.before), sample(scores.now)];
  const threshold = quantile(before.values, LAST_PERCENT);
  const above = ({ values }: typeof before) => values.filter((x) => x > threshold).length / values.length;
  const drift = numberDrift("reconstruction error", before, now);
  return { ...drift, threshold, above: { before: above(before), now: above(now) } };
}
