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

/** Name of the column that --mark adds. */
const MARK = "imputed";

export const impute = () =>
  withQuery(new Command("impute"))
    .argument(
      "<source>",
      "table of at least 50 rows to fill from its own rows; or the folder of an autoencoder or of codings check --save, before a table",
    )
    .argument("[table]", "table to fill with that model; or a .npy file with NaN as missing values, for a model of arrays")
    .requiredOption(
      "-o, --output <file>",
      `file for the data with its missing values filled: FILE${COPY_ENDINGS.join(", ")}; - for CSV on stdout; FILE.xlsx for a workbook; FILE.npy for arrays`,
    )
    .option("--mark", `add a column ${MARK} that lists the columns filled in each row (tables only)`)
    .option(
      "--rounds <n>",
      "number of times to reconstruct each row, each time from the values filled before (autoencoders only; default: 2)",
      numberIn("rounds", { from: 1, to: 100, whole: true }),
    )
    .action((first: string, second: string | undefined, options: ImputeOptions) =>
      second === undefined ? runOnTable(first, options) : runWithModel(first, second, options),
    );

/** Fills a table with what is learned from the table itself, or with a saved checker. */
async function runOnTable(data: string, options: ImputeOptions, model?: string): Promise<void> {
  if (options.rounds !== undefined)
    throw new UsageError(
      "--rounds is for autoencoders only. Leave it out, or give the folder of an autoencoder before the table.",
    );
  const output = outputOf(options);
  const { output: file, mark, seed } = options;
  const stop = stopOnSignals(output, "Stopping.");
  const asked = { output: file, seed, model, ...readingOptions(options), ...(mark && { mark: MARK }), ...output.tell };
  const { rows, cells, filled, missing } = await imputeTable(data, { ...asked, signal: stop.signal }).finally(stop.release);
  output.say(`${counted(cells.length, "value")} filled, in ${shownFile(file)}${listed(filled)}`);
  for (const { name, count: still, why } of missing) output.say(`still missing: ${name} ${count(still)}, because ${why}`);
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
  if (times) output.say(`still missing, because the model doesn't learn the date of a time${times}`);
  if (others) output.say(`still missing, because these columns weren't used for training${others}`);
  if (result.total > 0 && !result.learnedToFill)
    output.say(`This model wasn't trained to fill missing values. Without a model, codings impute ${data} is more exact.`);
  output.result({ output: file, rows: result.rowCount, filled: result.filled, missing: result.missing });
}

/** Formats counts as ": age 12, city 3". */
function listed(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, n]) => `${name} ${count(n)}`);
  return parts.length === 0 ? "" : `: ${parts.slice(0, 12).join(", ")}${parts.length > 12 ? ", …" : ""}`;
}
