import { Command } from "commander";
import { loadAutoencoder } from "../autoencoders/folder.node.ts";
import { impute as fillMissing } from "../autoencoders/impute.ts";
import { expectEnding } from "../core/endings.ts";
import { DataError } from "../core/errors.ts";
import { writeFileAtomically } from "../core/files.node.ts";
import type { NdArray } from "../core/ndarray.ts";
import { counted } from "../core/words.ts";
import { datasets } from "../data/open.node.ts";
import { parseNpy, toNpy } from "../data/readers/npy.ts";
import { readBytes } from "../data/readers/read-bytes.node.ts";
import { COPY_ENDINGS } from "../data/tables/duckdb/copy.node.ts";
import { fillTable } from "../data/tables/duckdb/fill.node.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { expectModelOfRows, openTableFor } from "../tasks/open.node.ts";
import { type CommonOptions, count, numberIn, outputOf, UsageError } from "./command.ts";
import { withQuery } from "./table-options.ts";

interface ImputeOptions extends CommonOptions {
  readonly output: string;
  readonly mark?: boolean;
  readonly rounds?: number;
  readonly query?: string;
}

/** The column that --mark adds. */
const MARK = "imputed";
/** MiB that DuckDB may take while a table streams through. */
const STREAMING_MEMORY = 256;

export const impute = () =>
  withQuery(new Command("impute"))
    .description("writes DATA with its missing values filled by reconstructions, all else as it is")
    .argument("<model>", "a model folder, best of a training with --noise missing:0.2")
    .argument("<data>", "a table; of a model of arrays, a .npy file with NaN where values are missing")
    .requiredOption("-o, --output <file>", `FILE${COPY_ENDINGS.join(", ")}; - for CSV on stdout; of arrays FILE.npy`)
    .option("--mark", `of a table: adds the column ${MARK}, with the names of the columns that were filled`)
    .option(
      "--rounds <n>",
      "how often rows are reconstructed, each time with what was filled before (default: 2)",
      numberIn("rounds", { from: 1, to: 100, whole: true }),
    )
    .action(run);

async function run(folder: string, data: string, options: ImputeOptions): Promise<void> {
  const output = outputOf(options);
  const { output: file, mark = false, query, rounds } = options;
  const autoencoder = await loadAutoencoder(folder);
  expectModelOfRows(autoencoder, "impute");
  const { table } = autoencoder.settings;
  const runtime = await nodeRuntime({}, output.say);
  const fill = (examples: NdArray<"float32">) =>
    fillMissing(autoencoder, examples, { runtime, ...(rounds !== undefined && { rounds }) });
  if (!table) {
    if (mark || query !== undefined)
      throw new UsageError(`--${mark ? "mark" : "query"} is for tables, and ${folder} isn't a model of one.`);
    const filled = await imputeArray(data, autoencoder.trained.model.inputExampleShape, file, fill);
    output.say(`${counted(filled, "value")} filled, in ${file}`);
    output.result({ output: file, filled });
    return;
  }
  if (file !== "-") expectEnding(file, "tables", ...COPY_ENDINGS);
  const source = await openTableFor(data, {
    ...(query !== undefined && { query }),
    memory: STREAMING_MEMORY,
  });
  try {
    const { filled, missing } = await fillTable(source, table, {
      fill,
      file,
      ...(mark && { mark: MARK }),
      onProgress: output.tell.onProgress,
    });
    const total = Object.values(filled).reduce((sum, n) => sum + n, 0);
    output.say(`${counted(total, "value")} filled, in ${file === "-" ? "stdout" : file}${listed(filled)}`);
    const times = table.columns.filter(({ kind }) => kind === "date").map(({ name }) => name);
    const [inTimes, inOthers] = [true, false].map((isTime) =>
      Object.fromEntries(Object.entries(missing).filter(([name]) => times.includes(name) === isTime)),
    );
    if (listed(inTimes!)) output.say(`still missing, as cycles don't tell which day a time was${listed(inTimes!)}`);
    if (listed(inOthers!)) output.say(`still missing, as not learned from${listed(inOthers!)}`);
    if (total > 0 && !autoencoder.makesMissing)
      output.say("The model wasn't trained to fill: codings train with --noise missing:0.2 makes one that fills better.");
    if (file !== "-") output.result({ output: file, rows: source.rowCount, filled, missing });
  } finally {
    source.close();
  }
}

/** ": age 12, city 3" */
function listed(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, n]) => `${name} ${count(n)}`);
  return parts.length === 0 ? "" : `: ${parts.slice(0, 12).join(", ")}${parts.length > 12 ? ", …" : ""}`;
}

/** Fills a .npy file's NaN. @returns how many there were. */
async function imputeArray(
  data: string,
  shape: readonly number[],
  file: string,
  fill: (examples: NdArray<"float32">) => Promise<NdArray<"float32">>,
): Promise<number> {
  if (Object.hasOwn(datasets, data))
    throw new DataError(
      `Nothing is missing in ${data}. Give a .npy file with NaN where values are, or a table and a model of one.`,
    );
  expectEnding(file, "arrays, as this model of no table fills them,", ".npy");
  const examples = parseNpy(await readBytes(data), data);
  if (examples.dtype !== "float32")
    throw new DataError(`${data} holds ${examples.dtype}, which has no missing values. Save floats, with NaN where they are.`);
  if (examples.shape.slice(1).join() !== shape.join())
    throw new DataError(`${data} is [${examples.shape.join(", ")}], but the model takes examples of [${shape.join(", ")}].`);
  const floats = examples as NdArray<"float32">;
  await writeFileAtomically(file, toNpy(await fill(floats)));
  return floats.data.reduce((sum, x) => sum + (Number.isNaN(x) ? 1 : 0), 0);
}
