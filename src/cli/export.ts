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
    .argument("<model>", "model folder")
    .requiredOption("-o, --output <path>", "file that ends in .onnx for one part, or a folder for all parts")
    .option("--to <format>", "format to write: onnx, for any ONNX Runtime", nameIn("format", { onnx: true }), "onnx")
    .option(
      "--part <part>",
      `part of the model: ${Object.keys(onnxParts).join(", ")} (default: all for a folder, the autoencoder for a file)`,
      nameIn("part", onnxParts),
    )
    .action(run);

async function run(folder: string, { output: target, part, ...options }: ExportOptions): Promise<void> {
  const output = outputOf(options);
  const { parts, files } = await exportParts(folder, target, { part });
  output.say(`${parts.length === 1 ? `the ${parts[0]}` : parts.join(", ")} in ${target}`);
  output.result({ output: target, files });
}
