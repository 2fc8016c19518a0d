import { Command } from "commander";
import { type OnnxPart, onnxParts } from "../autoencoders/onnx-parts.ts";
import { exportModel as exportParts } from "../tasks/export.node.ts";
import { type CommonOptions, nameIn, outputOf } from "./command.ts";

interface ExportOptions extends CommonOptions {
  readonly output: string;
  readonly part?: OnnxPart;
}

export const exportModel = () =>
  new Command("export")
    .description("writes a model for other programs; of a table, raw columns go in: their preprocessing is part of the file")
    .argument("<model>", "a model folder")
    .requiredOption("-o, --output <file>", "FILE.onnx for one part, or a folder for all of them")
    .option("--to <format>", "onnx, for any ONNX Runtime", nameIn("format", { onnx: true }), "onnx")
    .option(
      "--part <part>",
      `${Object.keys(onnxParts).join(", ")} (default: all to a folder, the autoencoder to a file)`,
      nameIn("part", onnxParts),
    )
    .action(run);

async function run(folder: string, { output: target, part, ...options }: ExportOptions): Promise<void> {
  const output = outputOf(options);
  const { parts, files } = await exportParts(folder, target, { part });
  output.say(`${parts.length === 1 ? `the ${parts[0]}` : parts.join(", ")} in ${target}`);
  output.result({ output: target, files });
}
