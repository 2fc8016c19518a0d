import { AnomalyDetector } from "../anomalies/index.ts";
import { Autoencoder } from "../autoencoders/index.ts";
import { expectEnding } from "../core/endings.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { rowNumbers, TABLE_ENDINGS, writeTable } from "../data/tables/duckdb/write.node.ts";
import { familyOf } from "../models/folder.node.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { scoreColumns } from "../scoring/columns.ts";
import { scoreCells } from "../scoring/scored.ts";
import type { TaskData } from "./example-parts.node.ts";
import type { ExampleParts } from "./example-parts.ts";
import { DATA_OPTIONS, streamingRuntime } from "./open.node.ts";
import { withPrograms } from "./options.ts";
import { readyToScore, type ScoreResult, type ScoreSummary, scoreInMemory } from "./score.ts";
import { openToScore, type ScoreNodeOptions } from "./score-source.node.ts";
import { scorerOf } from "./scorer.ts";

const OPTIONS: OptionNames<ScoreNodeOptions> = { ...DATA_OPTIONS, threshold: true, labels: true, label: true, output: true };

/**
 * Scores a dataset's rows by a model: how strange each is, its percentile, whether it is an outlier, and which columns make it one. A table is read in parts,
 * so that it may be larger than memory; for a model of windows it is read whole, and rows are scored by the windows that hold them.
 * @param model a loaded model, or the path of its folder.
 * @param data rows in memory, or a dataset's name, a file or a folder.
 * @throws OptionError, DataError as the form in memory, and where model or data can't be read or the file can't be written; nothing is left behind then.
 * @example
 * const { outliers, strangest } = await score("watch", "orders.csv", { output: "scores.csv", threshold: "conformal:0.01" });
 */
export async function score(
  model: Autoencoder | AnomalyDetector | string,
  data: TaskData,
  options: ScoreNodeOptions & { readonly output: string },
): Promise<ScoreSummary>;
export async function score(
  model: Autoencoder | AnomalyDetector | string,
  data: TaskData,
  options?: ScoreNodeOptions,
): Promise<ScoreResult>;
export async function score(
  model: Autoencoder | AnomalyDetector | string,
  data: TaskData,
  options: ScoreNodeOptions = {},
): Promise<ScoreSummary | ScoreResult> {
  const known = knownOptions("score", options, OPTIONS);
  if (known.output !== undefined && known.output !== "-") expectEnding(known.output, "scores", ...TABLE_ENDINGS);
  const loaded = typeof model === "string" ? await loadedModel(model) : model;
  return withPrograms(known.runtime ?? (await runtimeFor(loaded, known.onNote)), async (runtime) => {
    const scorer = scorerOf(loaded, runtime, typeof model === "string" ? model : undefined);
    const parts = await openToScore(loaded, data, known);
    try {
      return known.output === undefined
        ? await scoreInMemory(scorer, parts, known)
        : await writeScores(known.output, parts, await readyToScore(scorer, parts, known));
    } finally {
      parts.close();
    }
  });
}

/** A detector, or an autoencoder of any family. @throws DataError where the folder isn't a model. */
const loadedModel = async (folder: string): Promise<Autoencoder | AnomalyDetector> =>
  (await familyOf(folder)) === "anomaly" ? AnomalyDetector.load(folder) : Autoencoder.load(folder);

/** All threads, but for a small model of a table, which is read meanwhile. */
function runtimeFor(model: Autoencoder | AnomalyDetector, onNote?: (note: string) => void): Promise<Runtime> {
  const ofTable = !(model instanceof AnomalyDetector) && model.settings.table && !model.settings.table.windows;
  return ofTable ? streamingRuntime(model.trained.model, onNote) : nodeRuntime({}, onNote);
}

function writeScores(
  file: string,
  { keys, windows, count }: ExampleParts,
  run: Awaited<ReturnType<typeof readyToScore>>,
): Promise<ScoreSummary> {
  // Rows that no window holds have no score, and what has missing values is of the type `long`.
  const columns = scoreColumns(keys, windows ? { outlier: "long" } : { more: [{ name: "pca_score", type: "number" }] });
  return writeTable(file, columns, count, (write) =>
    run(async (part, scored, pca) => {
      const [scores, percentiles, outliers, ...why] = scoreCells(scored);
      await write([
        rowNumbers(part.start, scores.length),
        ...part.keys,
        scores,
        percentiles,
        windows ? outliers : Int32Array.from(outliers, Number),
        ...why,
        ...(windows ? [] : [pca!]),
      ]);
    }),
  );
}
