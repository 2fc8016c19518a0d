import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { loadAutoencoder } from "../autoencoders/folder.node.ts";
import { exportOnnx, type OnnxPart, onnxParts } from "../autoencoders/onnx-parts.ts";
import { DataError } from "../core/errors.ts";
import { writeFilesAtomically } from "../core/files.node.ts";
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
  const autoencoder = await loadAutoencoder(folder);
  const isFile = target.endsWith(".onnx");
  const parts = part ? [part] : isFile ? (["autoencoder"] as const) : (Object.keys(onnxParts) as OnnxPart[]);
  if (!isFile) await makeFolder(target);
  const files = Object.fromEntries(
    parts.map((name) => [isFile ? target : join(target, `${name}.onnx`), exportOnnx(autoencoder, name)]),
  );
  await writeFilesAtomically(files);
  output.say(`${parts.length === 1 ? `the ${parts[0]}` : parts.join(", ")} in ${target}`);
  output.result({ output: target, files: Object.keys(files) });
}

/** @throws DataError where it can't be made. */
const makeFolder = (path: string): Promise<unknown> =>
  mkdir(path, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new DataError(`${path} can't be made a folder (${error.code}). Give another one, or a name that ends in .onnx.`);
  });
