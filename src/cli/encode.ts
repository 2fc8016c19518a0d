import { counted } from "../core/words.ts";
import { TABLE_ENDINGS } from "../data/tables/duckdb/write.node.ts";
import { encode as encodeData } from "../tasks/encode.node.ts";
import { outputOf, shownFile } from "./command.ts";
import { dataCommand, taskOptions, type WritingOptions } from "./open.ts";

export const encode = () =>
  dataCommand("encode", "train")
    .requiredOption("-o, --output <file>", `file for the codings: FILE${TABLE_ENDINGS.join(", ")}; - for CSV on stdout`)
    .action(run);

async function run(model: string, data: string, options: WritingOptions): Promise<void> {
  const output = outputOf(options);
  const { output: file } = options;
  const { shape } = await encodeData(model, data, { ...taskOptions(options, output), output: file });
  const [rows, ...size] = shape as [number, ...number[]];
  output.say(
    `${counted(rows, "row")} of ${size.join(" x ")} ${size.join() === "1" ? "coding" : "codings"} in ${shownFile(file)}`,
  );
  output.result({ output: file, shape });
}
