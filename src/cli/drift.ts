import { Command } from "commander";
import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import { type DriftReport, driftReport, tableDrift } from "../autoencoders/drift.node.ts";
import { loadAutoencoder } from "../autoencoders/folder.node.ts";
import { DataError, OptionError } from "../core/errors.ts";
import { exists } from "../core/files.node.ts";
import { type NdArray, sizeOf } from "../core/ndarray.ts";
import { lacksFolders } from "../core/saved-name.ts";
import { type ColumnDrift, numberDrift, QUANTILES, VERDICTS, type Verdict } from "../data/drift.ts";
import { isSavedData } from "../data/fingerprint.node.ts";
import { datasets } from "../data/open.node.ts";
import { split } from "../data/split.ts";
import type { Cell } from "../data/tables/duckdb/database.node.ts";
import { holdOut } from "../data/tables/duckdb/hold-out.node.ts";
import { isPattern, isRemote } from "../data/tables/duckdb/source.node.ts";
import { tableWriter } from "../data/tables/duckdb/write.node.ts";
import { loadModelFolder } from "../models/folder.node.ts";
import { recipeIn } from "../recipes/saved.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { expectModelOfRows, openFor, openTableFor } from "../tasks/open.node.ts";
import { type CommonOptions, count, expectEnding, nameIn, type Output, outputOf, partNamed } from "./command.ts";
import { withQuery } from "./schema-options.ts";
import { textTable } from "./text-table.ts";

interface DriftOptions extends CommonOptions {
  readonly against?: string;
  readonly output?: string;
  readonly failAbove?: Verdict;
  readonly part: "train" | "test";
  readonly query?: string;
}

/** What the new data is compared with. */
interface Reference {
  readonly data: string;
  readonly query?: string;
  /** Of the data that the model learned from: what of it was held out. */
  readonly held?: { readonly validation: number; readonly seed: number; readonly shuffle: boolean };
}

const ENDINGS = [".csv", ".json", ".parquet", ".tsv", ".jsonl"];
/** MiB that DuckDB may take for each of the two tables. */
const STREAMING_MEMORY = 256;

export const drift = () =>
  withQuery(new Command("drift"))
    .description("how NEW differs from what the model learned from: column by column, and by how well it is reconstructed")
    .argument("<model>", "a model folder")
    .argument("<new>", "a dataset's name, a file or a folder")
    .option("--against <data>", "compare with this (default: what the model learned from)")
    .option("-o, --output <file>", `a report with a row a column: FILE${ENDINGS.join(", ")}`)
    .option(
      "--fail-above <verdict>",
      "some or strong: exit 1 where the verdict is that or more",
      nameIn("fail-above", { some: 0, strong: 0 }),
    )
    .option("--part <part>", "train or test, of data that has both", partNamed, "test")
    .action(run);

async function run(folder: string, data: string, options: DriftOptions): Promise<void> {
  const output = outputOf(options);
  const { output: file, failAbove } = options;
  if (file !== undefined) expectEnding(file, "reports", ...ENDINGS);
  const autoencoder = await loadAutoencoder(folder);
  expectModelOfRows(autoencoder, "drift");
  const reference = await referenceOf(folder, options);
  const runtime = await nodeRuntime({}, output.say);
  const report = await (autoencoder.settings.table ? driftOfTable : driftOfExamples)(
    autoencoder,
    { before: reference, now: data },
    options,
    { runtime, output },
  );
  const { rows, verdict, columns, scores } = report;
  output.say(`${count(rows.now)} rows of ${data} beside ${count(rows.before)} of ${reference.data}`);
  const all = [...columns, scores];
  if (!options.json) {
    const lines = all.toSorted((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict) || b.psi - a.psi).map(lineOf);
    process.stdout.write(`${textTable(lines, process.stdout.columns)}\n`);
    const drifted = all.filter((column) => column.verdict !== "none").length;
    const percent = (share: number) => `${Number((100 * share).toPrecision(3))} %`;
    process.stdout.write(
      `reconstruction error above the earlier .99 quantile: ${percent(scores.above.now)} of the rows (before: ${percent(scores.above.before)})\ndrift: ${verdict} (${drifted} of ${all.length})\n`,
    );
  }
  if (file !== undefined) await writeReport(all, file);
  output.result({ ...report, ...(file !== undefined && { output: file }) });
  if (failAbove && VERDICTS.indexOf(verdict) >= VERDICTS.indexOf(failAbove)) process.exitCode = 1;
}

/** @throws OptionError where the model doesn't say what it learned from; DataError where that is gone. */
async function referenceOf(folder: string, { against }: DriftOptions): Promise<Reference> {
  const saved = recipeIn((await loadModelFolder(folder)).config.options);
  const { data: name, fingerprint, query, validation, seed, labels } = saved;
  const isKnown = async (path: string) => name !== undefined && (await isSavedData(path, { ...saved, data: name }));
  // The model folder may have only the name of its data: then --against says where that data lies.
  const isAgain = against !== undefined && fingerprint !== undefined && query === undefined && (await isKnown(against));
  if (against !== undefined && !isAgain) return { data: against };
  const data = against ?? name;
  if (data === undefined)
    throw new OptionError(`${folder} doesn't say what it learned from. Give the data to compare with: --against DATA.`);
  if (!(Object.hasOwn(datasets, data) || isRemote(data) || isPattern(data) || ((await exists(data)) && (await isKnown(data)))))
    throw new DataError(
      `${folder} learned from ${data}, which isn't there (any more, or seen from this folder). Give it, or other data to compare with: --against DATA.`,
    );
  if (query !== undefined && lacksFolders(query))
    throw new OptionError(
      `${folder} doesn't save the folders of the files in its query. Give the data to compare with: --against DATA.`,
    );
  return {
    data,
    ...(query !== undefined && { query }),
    ...(validation !== undefined && seed !== undefined && { held: { validation, seed, shuffle: labels === undefined } }),
  };
}

interface Compared {
  readonly before: Reference;
  readonly now: string;
}

async function driftOfTable(
  autoencoder: Autoencoder,
  { before: { data, query, held }, now }: Compared,
  options: DriftOptions,
  { runtime }: { runtime: Runtime; output: Output },
): Promise<DriftReport> {
  const open = (path: string, sql: string | undefined) =>
    openTableFor(path, {
      ...(sql !== undefined && { query: sql }),
      preprocessing: autoencoder.settings.table!,
      memory: STREAMING_MEMORY,
    });
  const fresh = await open(now, options.query);
  try {
    const reference = await open(data, query ?? (held ? undefined : options.query));
    try {
      // Rows that were learned from are reconstructed better than any new ones: those held out are compared.
      const heldOut = held && holdOut(reference, held.validation, held.seed).sql;
      return await tableDrift(autoencoder, { before: reference, now: fresh }, { runtime, ...(heldOut && { heldOut }) });
    } finally {
      reference.close();
    }
  } finally {
    fresh.close();
  }
}

/** Data that isn't a table has no columns of its own: its codings are compared in their place. */
async function driftOfExamples(
  autoencoder: Autoencoder,
  { before: { data, held }, now }: Compared,
  options: DriftOptions,
  { runtime, output }: { runtime: Runtime; output: Output },
): Promise<DriftReport> {
  // As it was opened to learn from, so that the same examples are held out.
  const asLearned = { ...options, part: "train" as const, ...(held && { seed: held.seed }) };
  const whole = await openFor(autoencoder, data, { ...asLearned, ...output.tell }, { shuffle: held?.shuffle ?? false });
  const reference = held ? split(whole, held.validation).validation : whole;
  const fresh = await openFor(autoencoder, now, { ...options, ...output.tell });
  const [before, after] = [reference.examples, fresh.examples];
  const [a, b] = [await autoencoder.transform(before, { runtime }), await autoencoder.transform(after, { runtime })];
  const columns = Array.from({ length: sizeOf(a.shape.slice(1)) }, (_, i) =>
    numberDrift(`z${i + 1}`, columnOf(a, i), columnOf(b, i)),
  );
  const scores = {
    before: (await autoencoder.scoreSamples(before, { runtime })).data,
    now: (await autoencoder.scoreSamples(after, { runtime })).data,
  };
  return driftReport({ before: before.shape[0]!, now: after.shape[0]! }, columns, scores);
}

function columnOf({ shape: [rows = 0, ...size], data }: NdArray<"float32">, column: number) {
  const width = sizeOf(size);
  const values = Float64Array.from({ length: rows }, (_, row) => data[row * width + column]!).sort();
  return { rows, missing: 0, mean: values.reduce((sum, x) => sum + x, 0) / rows, values };
}

const short = (x: number) => String(Number(x.toPrecision(3)));
const share = (x: number) => (x === 0 ? "" : `${Number((100 * x).toPrecision(2))} %`);

/** A column as it is printed: of a number median and the middle 90 %, of a category what is most frequent before or now. */
function lineOf(drift: ColumnDrift): Record<string, Cell> {
  const side = (time: "before" | "now") => {
    if (drift.shares)
      return Object.entries(drift.shares)
        .slice(0, 2)
        .map(([value, shares]) => `${value.slice(0, 10)} ${share(shares[time]) || "0"}`)
        .join(", ");
    const [low, , middle, , high] = drift.quantiles![time].map(short);
    return `${middle} (${low} to ${high})`;
  };
  return {
    column: drift.name,
    drift: drift.verdict,
    psi: Number(drift.psi.toFixed(3)),
    p: drift.adjusted < 1e-4 ? "< .0001" : drift.adjusted.toFixed(4),
    before: side("before"),
    now: side("now"),
    missing:
      drift.missing.before + drift.missing.now === 0
        ? ""
        : `${share(drift.missing.before) || "0"} → ${share(drift.missing.now) || "0"}`,
    unseen: drift.unseen?.rows ? `${count(drift.unseen.rows)}: ${drift.unseen.values.join(", ")}` : "",
  };
}

async function writeReport(drifts: readonly ColumnDrift[], file: string): Promise<void> {
  const rows = drifts.map((drift) => ({
    column: drift.name,
    kind: drift.kind,
    drift: drift.verdict,
    ...{
      psi: drift.psi,
      psi_expected: drift.expectedPsi,
      statistic: drift.statistic,
      p: drift.pValue,
      p_adjusted: drift.adjusted,
    },
    ...{ missing_before: drift.missing.before, missing_now: drift.missing.now },
    ...{ mean_before: drift.mean?.before ?? null, mean_now: drift.mean?.now ?? null },
    ...Object.fromEntries(
      QUANTILES.flatMap((quantile, i) =>
        (["before", "now"] as const).map((time) => [`q${100 * quantile}_${time}`, drift.quantiles?.[time][i] ?? null]),
      ),
    ),
    shares: drift.shares ? JSON.stringify(drift.shares) : null,
    unseen: drift.unseen?.rows ?? null,
  })) as Record<string, Cell>[];
  const texts = ["column", "kind", "drift", "shares"];
  const columns = Object.keys(rows[0]!).map((name) => ({
    name,
    type: texts.includes(name) ? ("text" as const) : ("number" as const),
  }));
  const writer = await tableWriter(file, columns, rows.length);
  // A number that there is none of is NaN: empty in text, null in JSON.
  await writer.write(columns.map(({ name, type }) => rows.map((row) => row[name] ?? (type === "number" ? Number.NaN : null))));
  await writer.close();
}
