import { join } from "node:path";
import { exportOnnx, type OnnxPart, onnxParts } from "../autoencoders/onnx-parts.ts";
import { writeFilesAtomically } from "../core/files.node.ts";
import { knownOptions } from "../core/options.ts";
import { lookUp } from "../core/suggest.ts";
import { modelOf, type TaskModel } from "./example-parts.node.ts";

/** Options of `exportModel`. */
export interface ExportOptions {
  /** Part to export. Default: all parts for a folder, the autoencoder for a file. */
  readonly part?: OnnxPart;
}

/** The files that `exportModel` has written. */
export interface ExportedModel {
  readonly parts: readonly OnnxPart[];
  /** The path of each part's file. */
  readonly files: readonly string[];
}

/**
 * Writes a model as ONNX files for other programs. A model of a table takes raw columns, because their preprocessing is part of
 * the file. `exportOnnx` returns the bytes of one file instead.
 * @param model - autoencoder, or the path of its folder.
 * @param output - path that ends in .onnx for one part, or a folder, which is created if it doesn't exist.
 * @throws DataError if the folder isn't a model or the files can't be written (then no file changes); OptionError if the part
 * doesn't exist.
 * @example
 * await exportModel("model", "encoder.onnx", { part: "encoder" });
 */
export async function exportModel(model: TaskModel, output: string, options: ExportOptions = {}): Promise<ExportedModel> {
  const { part } = knownOptions("exportModel", options, { part: true });
  if (part !== undefined) lookUp("part", part, onnxParts);
  const autoencoder = await modelOf(model);
  const isFile = output.endsWith(".onnx");
  const parts: readonly OnnxPart[] = part ? [part] : isFile ? ["autoencoder"] : (Object.keys(onnxParts) as OnnxPart[]);
  const files = Object.fromEntries(
    parts.map((name) => [isFile ? output : join(output, `${name}.onnx`), exportOnnx(autoencoder, name)]),
  );
  await writeFilesAtomically(files);
  return { parts, files: Object.keys(files) };
}
