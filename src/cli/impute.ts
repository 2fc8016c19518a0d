import { Command } from "commander";
import { count, counted } from "../core/words.ts";
import { COPY_ENDINGS } from "../data/tables/duckdb/copy.node.ts";
import { impute as imputeData } from "../tasks/impute.node.ts";
import { type CommonOptions, numberIn, outputOf, shownFile } from "./command.ts";
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
    .description("writes DATA with its missing values filled by reconstructions, all else as it is")
    .argument("<model>", "a model folder, best of a training with --noise missing:0.2")
    .argument("<data>", "a table; of a model of arrays, a .npy file with NaN where values are missing")
    .requiredOption(
      "-o, --output <file>",
      `FILE${COPY_ENDINGS.join(", ")}; - for CSV on stdout; of a workbook also FILE.xlsx; of arrays FILE.npy`,
    )
    .option("--mark", `of a table: adds the column ${MARK}, with the names of the columns that were filled`)
    .option(
      "--rounds <n>",
      "how often rows are reconstructed, each time with what was filled before (default: 2)",
      numberIn("rounds", { from: 1, to: 100, whole: true }),
    )
    .action(run);

async function run(folder: string, data: string, options: ImputeOptions): Promise<void> {
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
    output.say("The model wasn't trained to fill: codings train with --noise missing:0.2 makes one that fills better.");
  output.result({ output: file, rows: result.rowCount, filled: result.filled, missing: result.missing });
}

/** ": age 12, city 3" */
function listed(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, n]) => `${name} ${count(n)}`);
  return parts.length === 0 ? "" : `: ${parts.slice(0, 12).join(", ")}${parts.length > 12 ? ", …" : ""}`;
}
