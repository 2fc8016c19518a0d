import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { exportOnnx, type OnnxPart, onnxParts } from "../autoencoders/onnx-parts.ts";
import { DataError } from "../core/errors.ts";
import { writeFilesAtomically } from "../core/files.node.ts";
import { knownOptions } from "../core/options.ts";
import { lookUp } from "../core/suggest.ts";
import { modelOf, type TaskModel } from "./example-parts.node.ts";

export interface ExportOptions {
  /** Only this part; by default all of them to a folder, the autoencoder to a file. */
  readonly part?: OnnxPart;
}

/** What `exportModel` wrote. */
export interface ExportedModel {
  readonly parts: readonly OnnxPart[];
  /** The path of each part's file. */
  readonly files: readonly string[];
}

/**
 * Writes a model as ONNX files for other programs; of a table raw columns go in, as their preprocessing is part of the file. `exportOnnx` gives the bytes of one.
 * @param model an autoencoder, or the path of its folder.
 * @param output a path that ends in .onnx for one part, or a folder, which is created if needed.
 * @throws DataError where the folder isn't a model, or the files can't be written: then no file changes. OptionError for a part that there isn't.
 *
 *     await exportModel("model", "encoder.onnx", { part: "encoder" });
 */
export async function exportModel(model: TaskModel, output: string, options: ExportOptions = {}): Promise<ExportedModel> {
  const { part } = knownOptions("exportModel", options, { part: true });
  if (part !== undefined) lookUp("part", part, onnxParts);
  const autoencoder = await modelOf(model);
  const isFile = output.endsWith(".onnx");
  const parts: readonly OnnxPart[] = part ? [part] : isFile ? ["autoencoder"] : (Object.keys(onnxParts) as OnnxPart[]);
  if (!isFile) await makeFolder(output);
  const files = Object.fromEntries(
    parts.map((name) => [isFile ? output : join(output, `${name}.onnx`), exportOnnx(autoencoder, name)]),
  );
  await writeFilesAtomically(files);
  return { parts, files: Object.keys(files) };
}

/** @throws DataError where it can't be made. */
const makeFolder = (path: string): Promise<unknown> =>
  mkdir(path, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new DataError(`${path} can't be made a folder (${error.code}). Give another one, or a name that ends in .onnx.`);
  });
