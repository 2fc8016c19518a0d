import { counted } from "../core/words.ts";
import { TABLE_ENDINGS } from "../data/tables/duckdb/write.node.ts";
import { encode as encodeData } from "../tasks/encode.node.ts";
import { encodeShard } from "../tasks/shards.node.ts";
import { outputOf, shownFile } from "./command.ts";
import { dataCommand, taskOptions, type WritingOptions } from "./open.ts";
import { ranShards, type ShardFlags, withShards } from "./shards.ts";

export const encode = () =>
  withShards(dataCommand("encode", "train"))
    .requiredOption("-o, --output <file>", `file for the codings: FILE${TABLE_ENDINGS.join(", ")}; - for CSV on stdout`)
    .action(run);

async function run(model: string, data: string, options: WritingOptions & ShardFlags): Promise<void> {
  const output = outputOf(options);
  const { output: file } = options;
  const own = taskOptions(options, output);
  if (await ranShards(options, output, (shard) => encodeShard(model, data, { ...own, output: file, shard }))) return;
  const { shape } = await encodeData(model, data, { ...own, output: file });
  const [rows, ...size] = shape as [number, ...number[]];
  output.say(
    `${counted(rows, "row")} of ${size.join(" x ")} ${size.join() === "1" ? "coding" : "codings"} in ${shownFile(file)}`,
  );
  output.result({ output: file, shape });
}
