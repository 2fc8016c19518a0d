import { basename } from "node:path";
import { Command } from "commander";
import type { Finding, TableCheck } from "../check/index.ts";
import { expectEnding } from "../core/endings.ts";
import { UsageError } from "../core/errors.ts";
import { writeFileAtomically } from "../core/files.node.ts";
import { count, counted, roundedPercent } from "../core/words.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { number } from "../recipes/kinds.ts";
import { check as checkData, FINDINGS_ENDINGS } from "../tasks/check.node.ts";
import { type CommonOptions, numberIn, outputOf, parsedBy, shownFile, stopOnSignals } from "./command.ts";
import { readingOptions, schemaOption, withQuery } from "./schema-options.ts";
import { textTable } from "./text-table.ts";

interface CheckFlags extends CommonOptions {
  readonly output?: string;
  readonly keys?: readonly string[];
  readonly limit: number;
  readonly failAbove?: Limit;
  readonly fixed?: string;
  readonly save?: string;
  readonly model?: string;
}

/** More findings than this fail a pipeline: a number, or a share of the rows. */
type Limit = (rows: number) => number;

/** The exit code for more findings than are allowed. */
const TOO_MANY = 3;
/** Rules that are shown. */
const MOST_RULES = 8;

export const check = () =>
  withQuery(new Command("check"))
    .description("find the cells of a table that are probably wrong, without settings")
    .argument("<data>", "a table of at least 50 rows; of any number with --model")
    .option(
      "-o, --output <file>",
      `write a line for each finding: FILE${FINDINGS_ENDINGS.join(", ")}; or a page for people: FILE.html`,
    )
    .option(
      "--fixed <file>",
      "write the table with the expected values in the cells that are surely wrong, and everything else as it is",
    )
    .option("--save <folder>", "keep what was learned from the table, to check other tables with --model")
    .option("--model <folder>", "check the table against what --save has kept, instead of against itself")
    .addOption(schemaOption("keys"))
    .option("--limit <n>", "print so many findings", numberIn("limit", { from: 0, whole: true }), 20)
    .option(
      "--fail-above <n>",
      "exit with 3 where there are more findings: a number, or a share of the rows such as 1%",
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
    throw new UsageError(`--fail-above takes a number of findings, or a share of the rows such as 1%, and this is "${text}".`);
  return () => Number(text);
}

async function run(data: string, options: CheckFlags): Promise<void> {
  const output = outputOf(options);
  const { output: file, keys, limit, failAbove, fixed, save, model, seed, json } = options;
  const isPage = file?.endsWith(".html") === true;
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
  else if (findings.length > limit) output.say(`--limit ${findings.length} shows all of them, -o findings.csv writes them.`);
  if (fixed !== undefined)
    output.say(`${counted(findings.filter(({ isSure }) => isSure).length, "cell")} changed in ${shownFile(fixed)}`);
  if (save !== undefined) output.say(`What was learned is in ${save}: codings check NEW-DATA --model ${save}`);
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
          `${compared.length === 0 ? "No column" : `Only ${compared[0]}`} can be compared with others; only how cells are written was looked at.`,
        ]
      : []),
    findings.length === 0
      ? `Nothing in ${count(rows)} rows looks wrong.`
      : told.length === 0
        ? `${among}.`
        : `${among}${told.length < findings.length ? `; the ${told.length} most suspicious` : ""}:`,
    ...linesOf(told),
    ...(rules.length > 0 ? ["", "What follows from what:"] : []),
    ...rules.slice(0, MOST_RULES).map(({ words, share }) => `  ${words} in ${roundedPercent(share)} of the rows`),
    ...(leftOut.length > 0 ? ["", `Not compared: ${leftOut.map(({ name, why }) => `${name} (${why})`).join(", ")}.`] : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** The findings as a table, with the reasons behind it as long as they are, or as the terminal is wide. */
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
  const width = process.stdout.columns ?? Number.POSITIVE_INFINITY;
  return lines.map((line, i) => {
    const whole = `${line.padEnd(widest)}  ${i === 0 ? "why" : findings[i - 1]!.why}`;
    return whole.length > width ? `${whole.slice(0, width - 1)}…` : whole;
  });
}
