import { Command } from "commander";
import { CHECKER } from "../check/index.ts";
import { UsageError } from "../core/errors.ts";
import { count, counted } from "../core/words.ts";
import { COPY_ENDINGS } from "../data/tables/duckdb/copy.node.ts";
import { familyOf } from "../models/folder.node.ts";
import { impute as imputeData } from "../tasks/impute.node.ts";
import { imputeTable } from "../tasks/impute-table.node.ts";
import { type CommonOptions, numberIn, outputOf, shownFile, stopOnSignals } from "./command.ts";
import { readingOptions, withQuery } from "./schema-options.ts";

interface ImputeOptions extends CommonOptions {
  readonly output: string;
  readonly mark?: boolean;
  readonly rounds?: number;
}

/** The column that --mark adds. */
const MARK = "imputed";

export const impute = () =>
  withQuery(new Command("impute"))
    .usage("[options] [model] <data>")
    .description("fill missing values: of a table by what stands in the rest of their rows, or by a model's reconstructions")
    .argument(
      "<data>",
      "a table of at least 50 rows; or first a model folder: what codings check --save wrote, or an autoencoder",
    )
    .argument("[table]", "with a model: its table; of a model of arrays, a .npy file with NaN where values are missing")
    .requiredOption(
      "-o, --output <file>",
      `write everything, with the missing values filled: FILE${COPY_ENDINGS.join(", ")}; - for CSV on stdout; of a workbook also FILE.xlsx; of arrays FILE.npy`,
    )
    .option("--mark", `add a column ${MARK} that lists the columns filled in each row (tables only)`)
    .option(
      "--rounds <n>",
      "with a model: reconstruct rows so often, each time with what was filled before (default: 2)",
      numberIn("rounds", { from: 1, to: 100, whole: true }),
    )
    .action((first: string, second: string | undefined, options: ImputeOptions) =>
      second === undefined ? runOnTable(first, options) : runWithModel(first, second, options),
    );

/** By what was learned from the table itself, or by a check of another one. */
async function runOnTable(data: string, options: ImputeOptions, model?: string): Promise<void> {
  if (options.rounds !== undefined)
    throw new UsageError(
      "--rounds is for a model that reconstructs rows: an autoencoder. Leave it out, or give the folder of one before the table.",
    );
  const output = outputOf(options);
  const { output: file, mark, seed } = options;
  const stop = stopOnSignals(output, "Stopping.");
  const asked = { output: file, seed, model, ...readingOptions(options), ...(mark && { mark: MARK }), ...output.tell };
  const { rows, cells, filled, missing } = await imputeTable(data, { ...asked, signal: stop.signal }).finally(stop.release);
  output.say(`${counted(cells.length, "value")} filled, in ${shownFile(file)}${listed(filled)}`);
  for (const { name, count: still, why } of missing) output.say(`still missing: ${name} ${count(still)}, as ${why}`);
  output.result({
    output: file,
    rows,
    filled,
    missing: Object.fromEntries(missing.map(({ name, count: still }) => [name, still])),
  });
}

async function runWithModel(folder: string, data: string, options: ImputeOptions): Promise<void> {
  if ((await familyOf(folder)) === CHECKER) return runOnTable(data, options, folder);
  const output = outputOf(options);
  const { output: file, mark, rounds } = options;
  const asked = { output: file, rounds, ...readingOptions(options), ...(mark && { mark: MARK }), ...output.tell };
  const result = await imputeData(folder, data, asked);
  const filled = `${counted(result.total, "value")} filled, in ${shownFile(file)}`;
  if (!("filled" in result)) {
    output.say(filled);
    return output.result({ output: file, filled: result.total });
  }
  output.say(`${filled}${listed(result.filled)}`);
  const missing = Object.entries(result.missing);
  const [times, others] = [true, false].map((isTime) =>
    listed(Object.fromEntries(missing.filter(([name]) => result.times.includes(name) === isTime))),
  );
  if (times) output.say(`still missing, as cycles don't tell which day a time was${times}`);
  if (others) output.say(`still missing, as not learned from${others}`);
  if (result.total > 0 && !result.learnedToFill)
    output.say(`codings impute ${data}, without a model, fills what the rest of a row tells more exactly.`);
  output.result({ output: file, rows: result.rowCount, filled: result.filled, missing: result.missing });
}

/** ": age 12, city 3" */
function listed(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, n]) => `${name} ${count(n)}`);
  return parts.length === 0 ? "" : `: ${parts.slice(0, 12).join(", ")}${parts.length > 12 ? ", …" : ""}`;
}
