import { Command } from "commander";
import { causesOf, causeTexts } from "../anomalies/causes.ts";
import { parseThreshold, type Threshold } from "../anomalies/index.ts";
import { scoreColumns } from "../anomalies/score-columns.ts";
import { expectEnding } from "../core/endings.ts";
import { DataError } from "../core/errors.ts";
import { type NdArray, sliceRows } from "../core/ndarray.ts";
import { ahead } from "../data/ahead.ts";
import { isTextFile } from "../data/tables/duckdb/copy.node.ts";
import type { Cell } from "../data/tables/duckdb/database.node.ts";
import { keyColumns, readFeatures } from "../data/tables/duckdb/read.node.ts";
import { STREAMING_MEMORY } from "../data/tables/duckdb/stream.node.ts";
import { type ResultColumn, rowNumbers, TABLE_ENDINGS, tableWriter } from "../data/tables/duckdb/write.node.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import type { Unlisted } from "../data/tables/schema/unlisted.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { openData, openFor, openTableFor } from "../tasks/open.node.ts";
import { count, outputOf, parsedBy, seconds } from "./command.ts";
import { DETECTOR } from "./detector-run.ts";
import { type DataOptions, dataOptions } from "./open.ts";
import { outlierOf, qualityOf } from "./score-labels.ts";
import { type StrangeRow, strangestLines, strangestOf } from "./score-strangest.ts";
import { scoreWindows } from "./score-windows.ts";
import { loadScorer, type Scorer } from "./scorer.ts";

export interface ScoreOptions extends DataOptions {
  readonly output: string;
  readonly threshold?: Threshold;
  readonly label?: string;
}

export const score = () =>
  dataOptions(new Command("score"), "test")
    .description(
      "writes how strange each row of DATA is: score, percentile, whether it is an outlier, and which columns are to blame",
    )
    .argument("<model>", "a model folder: a detector (codings train DATA --model anomaly), or any autoencoder")
    .argument("<data>", "a dataset's name, a file or a folder")
    .requiredOption("-o, --output <file>", `FILE${TABLE_ENDINGS.join(", ")}; - for CSV on stdout`)
    .option(
      "--threshold <how>",
      "above what score a row is an outlier, by the rows held out in training: 0.99 (a quantile), 3.2 or value:3.2 (a score), contamination:0.05, mad:3.5, tail:0.001, conformal:0.01 (a false-alarm rate), or f1, by labels (default: the model's, 0.99)",
      parsedBy(parseThreshold),
    )
    .option("--label <column>", "of a table: which rows are outliers (1 or true), to measure by (default: that of the training)")
    .action(run);

/** Some rows of DATA. */
interface Part {
  readonly start: number;
  readonly examples: NdArray;
  readonly keys: readonly (readonly Cell[])[];
  /** 1 for an outlier, where it is known. */
  readonly labels?: readonly number[];
  /** Of a table. */
  readonly unlisted?: Unlisted;
}

/** DATA as it comes, as often as it is asked for. */
interface Parts {
  readonly rows: number;
  readonly keys: readonly ResultColumn[];
  each(): AsyncIterable<Part>;
  close(): void;
}

async function run(folder: string, data: string, options: ScoreOptions): Promise<void> {
  const output = outputOf(options);
  const { output: file } = options;
  if (file !== "-") expectEnding(file, "scores", ...TABLE_ENDINGS);
  const scorer = await loadScorer(folder, output);
  if (scorer.table?.windows)
    return scoreWindows(scorer, data, options, { runtime: await nodeRuntime({}, output.say), output }).finally(scorer.close);
  const parts = scorer.table
    ? await tableParts(scorer.table, data, options, output.say)
    : await exampleParts(scorer, data, options, output);
  try {
    const threshold = await thresholdOf(scorer, parts, options);
    const names = scorer.table?.columns.map(({ name }) => name);
    const columns = scoreColumns(parts.keys, { more: [{ name: "pca_score", type: "number" }] });
    const writer = await tableWriter(file, columns, parts.rows);
    const began = performance.now();
    // One pixel says little about a picture.
    const tellsWhy = scorer.table !== undefined || scorer.family === DETECTOR;
    let strangest: readonly StrangeRow[] = [];
    let outliers = 0;
    let judged: Judged | undefined;
    try {
      for await (const { start, examples, keys, labels, unlisted } of ahead(parts.each())) {
        const scored = { ...(await scorer.score(examples)), ...(unlisted && { unlisted }) };
        const { scores, pca } = scored;
        const flags = new Int32Array(scores.length);
        scores.forEach((x, row) => {
          if (x > threshold) flags[row] = 1;
        });
        const causes = Array.from(flags, (flag, row) => (flag ? causesOf(scorer.table, scored, examples, row) : undefined));
        const why = causes.map(causeTexts);
        const keysOf = (row: number) => Object.fromEntries(parts.keys.map(({ name }, i) => [name, keys[i]![row]!]));
        if (tellsWhy) strangest = strangestOf(strangest, { start, scores, causes, keysOf });
        await writer.write([
          rowNumbers(start, scores.length),
          ...keys,
          scores,
          scores.map(scorer.percentile),
          flags,
          why.map(({ cause }) => cause),
          why.map(({ expected }) => expected),
          pca,
        ]);
        outliers += flags.reduce((sum, flag) => sum + flag, 0);
        if (labels) {
          judged ??= noneJudged(parts.rows);
          judged.scores.set(scores, start);
          judged.pca.set(pca, start);
          judged.labels.set(labels, start);
        }
        const done = start + scores.length;
        const speed = done / ((performance.now() - began) / 1000);
        output.live(
          `${count(done)}/${count(parts.rows)} rows, ${count(speed)} rows/s, ${seconds((parts.rows - done) / speed)} left`,
        );
      }
      await writer.close();
    } catch (error) {
      await writer.abort();
      throw error;
    }
    output.say(
      `${count(outliers)} of ${count(parts.rows)} rows are outliers (${((100 * outliers) / parts.rows).toFixed(1)} %): they score above ${Number(threshold.toPrecision(4))}${file === "-" ? "" : `. Scores are in ${file}`}`,
    );
    for (const line of strangestLines(strangest, outliers)) output.say(line);
    const quality = judged && qualityOf(judged, threshold);
    if (quality) output.say(quality.said);
    if (file !== "-")
      output.result({
        output: file,
        rows: parts.rows,
        outliers,
        threshold,
        ...(names && { columns: names }),
        ...(tellsWhy && { strangest }),
        ...quality?.figures,
      });
  } finally {
    parts.close();
    await scorer.close();
  }
}

/** What the model and PCA say of all rows [rows], beside their labels. */
interface Judged {
  readonly scores: Float32Array;
  readonly pca: Float32Array;
  readonly labels: Uint8Array;
}

const noneJudged = (rows: number): Judged => ({
  scores: new Float32Array(rows),
  pca: new Float32Array(rows),
  labels: new Uint8Array(rows),
});

/** The threshold that was asked for; by labels, all rows are scored for it first. @throws DataError where there are no labels for it. */
async function thresholdOf(scorer: Scorer, parts: Parts, { threshold }: ScoreOptions): Promise<number> {
  if (threshold === undefined) return scorer.threshold;
  if (threshold.method !== "f1") return scorer.thresholdBy(threshold);
  const { scores, labels } = noneJudged(parts.rows);
  for await (const part of parts.each()) {
    if (!part.labels) throw new DataError("--threshold f1 needs labels: name their column with --label COLUMN.");
    scores.set((await scorer.score(part.examples)).scores, part.start);
    labels.set(part.labels, part.start);
  }
  return scorer.thresholdBy(threshold, { scores, labels });
}

/** Few enough that a million rows' explanations don't fill the memory. */
const ROWS_A_PART = 16_384;

async function tableParts(
  table: TablePreprocessing,
  data: string,
  { query, output, label = table.label }: ScoreOptions,
  warn: (line: string) => void,
): Promise<Parts> {
  const source = await openTableFor(data, {
    ...(query !== undefined && { query }),
    preprocessing: table,
    keysAsWritten: isTextFile(output),
    memory: STREAMING_MEMORY,
  });
  const has = (name: string) => source.columns.some((column) => column.name === name);
  const labelled = label !== undefined && has(label) ? label : undefined;
  if (label !== undefined && label !== table.label && !labelled) {
    source.close();
    throw new DataError(`${source.name} has no column "${label}" to measure by. Check --label.`);
  }
  const columns = keyColumns(source, table);
  const read = { ...table, keys: [...table.keys, ...(labelled === undefined ? [] : [labelled])] };
  const asked = { rowsAtATime: ROWS_A_PART, unlisted: true, warn };
  return {
    rows: source.rowCount,
    keys: columns,
    async *each() {
      for await (const { start, features, keys, unlisted } of readFeatures(source, read, asked))
        yield {
          start,
          examples: features,
          ...(unlisted && { unlisted }),
          keys: columns.map(({ name }) => keys[name]!),
          ...(labelled !== undefined && { labels: keys[labelled]!.map((cell) => outlierOf(cell, labelled)) }),
        };
    },
    close: () => source.close(),
  };
}

async function exampleParts(
  scorer: Scorer,
  data: string,
  options: ScoreOptions,
  output: ReturnType<typeof outputOf>,
): Promise<Parts> {
  const { autoencoder } = scorer;
  const { examples, rowNames } = autoencoder
    ? await openFor(autoencoder, data, { ...options, ...output.tell })
    : await openData(data, { part: options.part, ...(options.skipBad && { skipBad: true }) }, output.tell);
  const rows = examples.shape[0]!;
  return {
    rows,
    keys: rowNames ? [{ name: "name", type: "text" }] : [],
    async *each() {
      for (let start = 0; start < rows; start += ROWS_A_PART) {
        const end = Math.min(rows, start + ROWS_A_PART);
        yield {
          start,
          examples: sliceRows<"uint8" | "float32">(examples, start, end),
          keys: rowNames ? [rowNames.slice(start, end)] : [],
        };
      }
    },
    close: () => undefined,
  };
}
