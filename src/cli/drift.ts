import { Command } from "commander";
import { expectEnding } from "../core/endings.ts";
import { count, counted, listed, rounded, roundedPercent } from "../core/words.ts";
import type { Cell } from "../data/tables/duckdb/database.node.ts";
import { type ColumnDrift, VERDICTS, type Verdict } from "../scoring/drift/judge.ts";
import { drift as compare, type DataDrift, type DriftOptions } from "../tasks/drift.node.ts";
import { type CommonOptions, columnsOf, nameIn, outputOf, partNamed, TOO_MANY } from "./command.ts";
import { readingOptions, withQuery } from "./schema-options.ts";
import { textTable } from "./text-table.ts";

interface DriftFlags extends CommonOptions, Pick<DriftOptions, "against" | "output" | "part" | "relations"> {
  readonly failAbove?: Verdict;
}

const ENDINGS = [".csv", ".json", ".parquet", ".tsv", ".jsonl"];

export const drift = () =>
  withQuery(new Command("drift"))
    .argument(
      "<earlier>",
      "earlier table; or the folder of a model, for the data that it was trained on; or the folder of codings check --save",
    )
    .argument("<new>", "new data: the name of a dataset, a file or a folder")
    .option("--against <data>", "other data to compare with, for a model (default: the rows held out in its training)")
    .option("-o, --output <file>", `file for a report with one row per column: FILE${ENDINGS.join(", ")}`)
    .option(
      "--fail-above <verdict>",
      `exit with code ${TOO_MANY} if a change is at least this strong: some (p < .02 after correction, and large enough to matter) or strong (p < .0001, index above .25)`,
      nameIn("fail-above", { some: 0, strong: 0 }),
    )
    .option(
      "--no-relations",
      "skip the comparison of how columns depend on each other, which takes 10 to 30 seconds (not with codings check --save)",
    )
    .option("--part <part>", "part of the dataset to use, if it has both: train or test", partNamed, "test")
    .action(run);

async function run(earlier: string, data: string, options: DriftFlags): Promise<void> {
  const output = outputOf(options);
  const { output: file, failAbove, against, part, relations, json } = options;
  if (file !== undefined) expectEnding(file, "reports", ...ENDINGS);
  const compared = await compare(earlier, data, {
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
  if (!failAbove || VERDICTS.indexOf(report.verdict) < VERDICTS.indexOf(failAbove)) return;
  output.say(`The drift is ${report.verdict}, and --fail-above is ${failAbove}: the exit code is ${TOO_MANY}.`);
  process.exitCode = TOO_MANY;
}

/** Formats one line for each column, the largest changes first, and a verdict on all of them. */
function shown({ columns, scores, relations, verdict }: DataDrift): string {
  const all = [...columns, ...(scores ? [scores] : [])];
  const inOrder = all.toSorted((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict) || b.psi - a.psi);
  const isChanged = (one: { readonly verdict: Verdict }) => one.verdict !== "none";
  const changed = relations?.filter(isChanged) ?? [];
  const counts = [
    `${columns.filter(isChanged).length} of ${counted(columns.length, "column")}`,
    ...(relations ? [`${changed.length} of ${counted(relations.length, "relation")}`] : []),
    ...(scores && isChanged(scores) ? ["the reconstruction error"] : []),
  ];
  return [
    textTable(inOrder.map(lineOf), columnsOf(process.stdout)),
    ...(scores
      ? [
          `reconstruction error above the earlier .99 quantile: ${roundedPercent(scores.above.now)} of the rows (before: ${roundedPercent(scores.above.before)})`,
        ]
      : []),
    ...changed.map(({ words, verdict: how }) => `${words} (${how})`),
    `drift: ${verdict} (${listed(counts)} changed)`,
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
        .map(([value, of]) => `${value.slice(0, 20)} ${share(of[time]) || "0"}`)
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
