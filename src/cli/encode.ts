import { Command } from "commander";
import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import { loadAutoencoder } from "../autoencoders/folder.node.ts";
import { writeFileAtomically } from "../core/files.node.ts";
import { type NdArray, sizeOf, sliceRows } from "../core/ndarray.ts";
import { counted } from "../core/words.ts";
import { ahead } from "../data/ahead.ts";
import { toNpy } from "../data/readers/npy.ts";
import { isTextFile } from "../data/tables/duckdb/copy.node.ts";
import { keyColumns, readFeatures } from "../data/tables/duckdb/read.node.ts";
import { STREAMING_MEMORY } from "../data/tables/duckdb/stream.node.ts";
import { readWindows } from "../data/tables/duckdb/windows.node.ts";
import { rowNumbers, TABLE_ENDINGS, tableWriter } from "../data/tables/duckdb/write.node.ts";
import { apartFrom } from "../data/tables/schema/column-names.ts";
import { gatherWindows } from "../data/windows.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { openFor, openTableFor, streamingRuntime } from "../tasks/open.node.ts";
import { whereOf } from "../tasks/window-place.ts";
import { count, expectEnding, type Output, outputOf, seconds } from "./command.ts";
import { type DataOptions, dataOptions } from "./open.ts";

interface EncodeOptions extends DataOptions {
  readonly output: string;
}

export const encode = () =>
  dataOptions(new Command("encode"), "train")
    .description(
      "writes the codings of DATA: a row an example, in its order; of a table its key columns beside them, of images their names",
    )
    .argument("<model>", "a model folder")
    .argument("<data>", "a dataset's name, a file or a folder")
    .requiredOption("-o, --output <file>", `FILE${TABLE_ENDINGS.join(", ")}; - for CSV on stdout`)
    .action(run);

async function run(folder: string, data: string, options: EncodeOptions): Promise<void> {
  const output = outputOf(options);
  const file = options.output;
  if (file !== "-") expectEnding(file, "codings", ...TABLE_ENDINGS);
  const autoencoder = await loadAutoencoder(folder);
  const { table } = autoencoder.settings;
  const shape = table?.windows
    ? await encodeWindows(autoencoder, data, options, output)
    : table
      ? await encodeTable(autoencoder, data, options, output)
      : await encodeExamples(autoencoder, data, options, output);
  const size = shape.slice(1);
  output.say(
    `${counted(shape[0]!, "row")} of ${size.join(" x ")} ${size.join() === "1" ? "coding" : "codings"} in ${file === "-" ? "stdout" : file}`,
  );
  if (file !== "-") output.result({ output: file, shape });
}

/** A table, some rows at a time: memory doesn't grow with it. */
async function encodeTable(
  autoencoder: Autoencoder,
  data: string,
  { output: file, query }: EncodeOptions,
  output: Output,
): Promise<readonly number[]> {
  const table = autoencoder.settings.table!;
  const source = await openTableFor(data, {
    ...(query !== undefined && { query }),
    preprocessing: table,
    keysAsWritten: isTextFile(file),
    memory: STREAMING_MEMORY,
  });
  const runtime = await streamingRuntime(autoencoder.trained.encoder, output.say);
  const width = sizeOf(autoencoder.trained.encoder.outputShape);
  const keys = keyColumns(source, table);
  const codings = codingColumns(width);
  const named = apartFrom(["row", ...codings.map(({ name }) => name)], keys);
  const writer = await tableWriter(file, [{ name: "row", type: "whole" }, ...named, ...codings], source.rowCount);
  const began = performance.now();
  try {
    for await (const { start, features, keys: values } of ahead(readFeatures(source, table, { warn: output.say }))) {
      const codings = await autoencoder.transform(features, { runtime });
      const rows = features.shape[0]!;
      await writer.write([rowNumbers(start, rows), ...keys.map(({ name }) => values[name]!), ...columnsOf(codings)]);
      const speed = (start + rows) / ((performance.now() - began) / 1000);
      output.live(
        `${count(start + rows)}/${count(source.rowCount)} rows, ${count(speed)} rows/s, ${seconds((source.rowCount - start - rows) / speed)} left`,
      );
    }
    await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  } finally {
    await runtime.close();
    source.close();
  }
  return [source.rowCount, width];
}

/** A row a window: its group, the times of its first row and its last one, its codings. */
async function encodeWindows(
  autoencoder: Autoencoder,
  data: string,
  { output: file, query }: EncodeOptions,
  output: Output,
): Promise<readonly number[]> {
  const table = autoencoder.settings.table!;
  const source = await openTableFor(data, {
    ...(query !== undefined && { query }),
    preprocessing: table,
    keysAsWritten: isTextFile(file),
  });
  try {
    const { rows, keys, members } = await readWindows(source, { preprocessing: table, warn: output.say });
    const { orderBy, groupBy = [] } = table.windows!;
    const width = sizeOf(autoencoder.trained.encoder.outputShape);
    const known = keyColumns(source, table);
    const groups = groupBy.map((name) => known.find((key) => key.name === name)!);
    const timeType = known.find(({ name }) => name === orderBy)?.type ?? "long";
    const codings = codingColumns(width);
    const named = apartFrom(
      codings.map(({ name }) => name),
      [...groups, { name: "start", type: timeType }, { name: "end", type: timeType }],
    );
    const { at, group } = whereOf(table, { keys });
    const runtime = await nodeRuntime({}, output.say);
    const writer = await tableWriter(file, [...named, ...codings], members.length);
    try {
      for (let from = 0; from < members.length; from += WINDOWS_A_PART) {
        const some = members.slice(from, from + WINDOWS_A_PART);
        const values = await autoencoder.transform(gatherWindows(rows, some), { runtime });
        await writer.write([
          ...groups.map(({ name }) => some.map((member) => group(member[0]!)[name]!)),
          some.map((member) => at(member[0]!)),
          some.map((member) => at(member.at(-1)!)),
          ...columnsOf(values),
        ]);
        output.live(`${count(from + some.length)}/${count(members.length)} windows`);
      }
      await writer.close();
    } catch (error) {
      await writer.abort();
      throw error;
    }
    return [members.length, width];
  } finally {
    source.close();
  }
}

const WINDOWS_A_PART = 4096;

async function encodeExamples(
  autoencoder: Autoencoder,
  data: string,
  options: EncodeOptions,
  output: Output,
): Promise<readonly number[]> {
  const { examples, rowNames } = await openFor(autoencoder, data, { ...options, ...output.tell });
  const codings = await autoencoder.transform(examples);
  if (options.output.endsWith(".npy")) {
    await writeFileAtomically(options.output, toNpy(codings));
    return codings.shape;
  }
  const [rows, ...size] = codings.shape as [number, ...number[]];
  const names = rowNames ? [{ name: "name", type: "text" as const }] : [];
  const writer = await tableWriter(options.output, [...names, ...codingColumns(sizeOf(size))], rows);
  for (let start = 0; start < rows; start += ROWS_A_PART) {
    const end = Math.min(rows, start + ROWS_A_PART);
    await writer.write([...(rowNames ? [rowNames.slice(start, end)] : []), ...columnsOf(sliceRows(codings, start, end))]);
  }
  await writer.close();
  return codings.shape;
}

const ROWS_A_PART = 65_536;

/** z1, z2, … */
const codingColumns = (width: number) =>
  Array.from({ length: width }, (_, i) => ({ name: `z${i + 1}`, type: "number" as const }));

/** [rows, …] as a column each. */
function columnsOf({ shape: [rows = 0, ...size], data }: NdArray<"float32">): Float32Array[] {
  const width = sizeOf(size);
  return Array.from({ length: width }, (_, column) => {
    const values = new Float32Array(rows);
    for (let row = 0; row < rows; row++) values[row] = data[row * width + column]!;
    return values;
  });
}
