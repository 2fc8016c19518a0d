import { basename } from "node:path";
import { Command } from "commander";
import type { Finding, TableCheck } from "../check/index.ts";
import { expectEnding } from "../core/endings.ts";
import { UsageError } from "../core/errors.ts";
import { writeFileAtomically } from "../core/files.node.ts";
import { count, counted, roundedPercent } from "../core/words.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { ownFlag } from "../recipes/command-line.ts";
import { number } from "../recipes/kinds.ts";
import { check as checkData, FINDINGS_ENDINGS } from "../tasks/check.node.ts";
import { checkShard } from "../tasks/shards.node.ts";
import { type CommonOptions, columnsOf, numberIn, outputOf, parsedBy, shownFile, stopOnSignals, TOO_MANY } from "./command.ts";
import { readingOptions, schemaOption, withQuery } from "./schema-options.ts";
import { ranShards, type ShardFlags, withShards } from "./shards.ts";
import { textTable } from "./text-table.ts";

interface CheckFlags extends CommonOptions, ShardFlags {
  readonly output?: string;
  readonly keys?: readonly string[];
  readonly limit: number;
  readonly failAbove?: Limit;
  readonly fixed?: string;
  readonly save?: string;
  readonly model?: string;
}

/** Computes the number of allowed findings from the number of rows. */
type Limit = (rows: number) => number;

/** Maximum number of rules that are printed. */
const MOST_RULES = 8;

export const check = () =>
  withShards(withQuery(new Command("check")))
    .argument("<data>", "table of at least 50 rows (any number with --model)")
    .option(
      "-o, --output <file>",
      `file for the findings, one row each: FILE${FINDINGS_ENDINGS.join(", ")}; or FILE.html for a report to read`,
    )
    .option("--fixed <file>", "file for a copy of the table in which the surest findings are replaced by their expected values")
    .option("--save <folder>", "folder to save the checker in, so that --model can check other tables with it")
    .option("--model <folder>", "checker saved by --save; compares the table with it instead of with itself")
    .addOption(schemaOption("keys"))
    .option("--limit <n>", "number of findings to print", numberIn("limit", { from: 0, whole: true }), 20)
    .option(
      "--fail-above <n>",
      `exit with code ${TOO_MANY} if there are more findings than this: a number, or a share of the rows such as 1%`,
      parsedBy(limitOf),
    )
    .action(run);

function limitOf(text: string): Limit {
  const share = /^([\d.]+)\s*%$/.exec(text);
  if (share) {
    const percent = number({ from: 0, to: 100 }).read(share[1]!, "--fail-above");
    return (rows) => (rows * percent) / 100;
  }
  if (!/^\d+$/.test(text))
    throw new UsageError(`--fail-above must be a number of findings, or a share of the rows such as 1%, but it is "${text}".`);
  return () => Number(text);
}

async function run(data: string, options: CheckFlags): Promise<void> {
  const output = outputOf(options);
  const { output: file, keys, limit, failAbove, fixed, save, model, seed, json } = options;
  const isPage = file?.endsWith(".html") === true;
  const inShards = async (shard: string) => {
    if (file === undefined || model === undefined)
      throw new UsageError("--shard needs a folder for the results (-o) and a saved checker (--model).");
    const other = Object.entries({ fixed, save, failAbove }).find(([, value]) => value !== undefined)?.[0];
    if (other !== undefined) throw new UsageError(`--shard can't be used with ${ownFlag(other)}. Leave one of them out.`);
    return checkShard(model, data, { ...readingOptions(options), ...output.tell, output: file, keys, seed, shard });
  };
  if (await ranShards(options, output, inShards)) return;
  if (file !== undefined && file !== "-") expectEnding(file, "findings", ...FINDINGS_ENDINGS, ".html");
  const stop = stopOnSignals(output, "Stopping.");
  const found = await checkData(data, {
    ...readingOptions(options),
    ...output.tell,
    output: isPage ? undefined : file,
    fixed,
    save,
    model,
    keys,
    seed,
    signal: stop.signal,
  }).finally(stop.release);
  const { rows, findings, rules, leftOut } = found;
  if (isPage) await writePage(found, data, file);
  if (!json && file !== "-") process.stdout.write(shown(found, limit));
  if (file !== undefined) output.say(`${counted(findings.length, "finding")} in ${shownFile(file)}`);
  else if (findings.length > limit)
    output.say(`Print all of them with --limit ${findings.length}, or write them with -o findings.csv.`);
  if (fixed !== undefined)
    output.say(`${counted(findings.filter(({ isSure }) => isSure).length, "cell")} changed in ${shownFile(fixed)}`);
  if (save !== undefined) output.say(`The checker is saved in ${save}. Next: codings check NEW-DATA --model ${save}`);
  output.result({ rows, findings: file === undefined ? findings : findings.length, rules, leftOut, output: file });
  if (!failAbove || findings.length <= failAbove(rows)) return;
  output.say(`${counted(findings.length, "finding")} are more than --fail-above allows: the exit code is ${TOO_MANY}.`);
  process.exitCode = TOO_MANY;
}

async function writePage(found: TableCheck, data: string, file: string): Promise<void> {
  const { checkReport } = await import("../entries/report.node.ts");
  await writeFileAtomically(file, checkReport(found, { title: `Wrong cells of ${basename(data)}` }));
}

function shown({ rows, findings, rules, compared, leftOut }: TableCheck, limit: number): string {
  const told = findings.slice(0, limit);
  const among = `${counted(findings.length, "cell")} of ${count(rows)} rows ${findings.length === 1 ? "looks" : "look"} wrong`;
  const lines = [
    ...(compared.length < 2
      ? [
          `${compared.length === 0 ? "No column" : `Only ${compared[0]}`} can be compared with others, so only the format of the cells was checked.`,
        ]
      : []),
    findings.length === 0
      ? `Nothing in ${count(rows)} rows looks wrong.`
      : told.length === 0
        ? `${among}.`
        : `${among}${told.length < findings.length ? `; the ${told.length} most suspicious` : ""}:`,
    ...linesOf(told),
    ...(rules.length > 0 ? ["", "Rules that most rows follow:"] : []),
    ...rules.slice(0, MOST_RULES).map(({ words, share }) => `  ${words} in ${roundedPercent(share)} of the rows`),
    ...(leftOut.length > 0 ? ["", `Not compared: ${leftOut.map(({ name, why }) => `${name} (${why})`).join(", ")}.`] : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** Formats the findings as a table whose last column is the reason, cut at the width of the terminal. */
function linesOf(findings: readonly Finding[]): readonly string[] {
  if (findings.length === 0) return [];
  const cells = findings.map(
    ({ row, keys, column, value, expected, score }): Record<string, Cell> => ({
      row,
      ...keys,
      column,
      value,
      expected: expected ?? "",
      score: Number(score.toFixed(1)),
    }),
  );
  const lines = textTable(cells).split("\n");
  const widest = Math.max(...lines.map(({ length }) => length));
  const width = columnsOf(process.stdout);
  return lines.map((line, i) => {
    const whole = `${line.padEnd(widest)}  ${i === 0 ? "why" : findings[i - 1]!.why}`;
    return whole.length > width ? `${whole.slice(0, width - 1)}…` : whole;
  });
}
