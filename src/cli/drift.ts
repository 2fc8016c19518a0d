import { Command } from "commander";
import { expectEnding } from "../core/endings.ts";
import { count, rounded, roundedPercent } from "../core/words.ts";
import type { Cell } from "../data/tables/duckdb/database.node.ts";
import { type ColumnDrift, VERDICTS, type Verdict } from "../scoring/drift/judge.ts";
import { drift as compare, type DataDrift, type DriftOptions } from "../tasks/drift.node.ts";
import { type CommonOptions, columnsOf, nameIn, outputOf, partNamed } from "./command.ts";
import { readingOptions, withQuery } from "./schema-options.ts";
import { textTable } from "./text-table.ts";

interface DriftFlags extends CommonOptions, Pick<DriftOptions, "against" | "output" | "part" | "relations"> {
  readonly failAbove?: Verdict;
}

const ENDINGS = [".csv", ".json", ".parquet", ".tsv", ".jsonl"];

export const drift = () =>
  withQuery(new Command("drift"))
    .description("compare new data with the data that a model was trained on, and report the columns that have changed")
    .argument("<model>", "model folder")
    .argument("<new>", "new data: the name of a dataset, a file or a folder")
    .option("--against <data>", "data to compare with (default: the rows held out in the model's training)")
    .option("-o, --output <file>", `file for a report with one row per column: FILE${ENDINGS.join(", ")}`)
    .option(
      "--fail-above <verdict>",
      "exit with code 1 if a change is at least this strong: some (p < .02 after correction, and large enough to matter) or strong (p < .0001, index above .25)",
      nameIn("fail-above", { some: 0, strong: 0 }),
    )
    .option(
      "--no-relations",
      "skip the comparison of how columns depend on each other, which takes 10 to 30 seconds (tables only)",
    )
    .option("--part <part>", "part of the dataset to use, if it has both: train or test", partNamed, "test")
    .action(run);

async function run(folder: string, data: string, options: DriftFlags): Promise<void> {
  const output = outputOf(options);
  const { output: file, failAbove, against, part, relations, json } = options;
  if (file !== undefined) expectEnding(file, "reports", ...ENDINGS);
  const compared = await compare(folder, data, {
    against,
    output: file,
    part,
    relations,
    ...readingOptions(options),
    ...output.tell,
  });
  const { against: reference, ...report } = compared;
  output.say(`${count(report.rows.now)} rows of ${data} compared with ${count(report.rows.before)} rows of ${reference}`);
  if (!json) process.stdout.write(`${shown(compared)}\n`);
  output.result({ ...report, output: file });
  if (failAbove && VERDICTS.indexOf(report.verdict) >= VERDICTS.indexOf(failAbove)) process.exitCode = 1;
}

/** Formats one line for each column, the largest changes first, and a verdict on all of them. */
function shown({ columns, scores, relations = [], verdict }: DataDrift): string {
  const all = [...columns, scores];
  const inOrder = all.toSorted((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict) || b.psi - a.psi);
  const changed = relations.filter((one) => one.verdict !== "none");
  const drifted = all.filter((column) => column.verdict !== "none").length + changed.length;
  return [
    textTable(inOrder.map(lineOf), columnsOf(process.stdout)),
    `reconstruction error above the earlier .99 quantile: ${roundedPercent(scores.above.now)} of the rows (before: ${roundedPercent(scores.above.before)})`,
    ...changed.map(({ words, verdict: how }) => `${words} (${how})`),
    `drift: ${verdict} (${drifted} of ${all.length + relations.length})`,
  ].join("\n");
}

const short = (x: number) => String(rounded(x));
const share = (x: number) => (x === 0 ? "" : roundedPercent(x, 2));

/** Formats a column: the median and the middle 90 % of a number, or the most frequent values of a category. */
function lineOf({ name, verdict, what, psi, adjusted, missing, quantiles, shares, unseen }: ColumnDrift): Record<string, Cell> {
  const side = (time: "before" | "now") => {
    if (shares)
      return Object.entries(shares)
        .slice(0, 2)
        .map(([value, of]) => `${value.slice(0, 10)} ${share(of[time]) || "0"}`)
        .join(", ");
    const [low, , middle, , high] = quantiles![time].map(short);
    return `${middle} (${low} to ${high})`;
  };
  return {
    column: name,
    drift: verdict === "none" || what === "values" ? verdict : `${verdict} (${what})`,
    psi: Number(psi.toFixed(3)),
    p: adjusted < 1e-4 ? "< .0001" : adjusted.toFixed(4),
    before: side("before"),
    now: side("now"),
    missing: missing.before + missing.now === 0 ? "" : `${share(missing.before) || "0"} → ${share(missing.now) || "0"}`,
    unseen: unseen?.rows ? `${count(unseen.rows)}: ${unseen.values.join(", ")}` : "",
  };
}
