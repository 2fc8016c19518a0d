import { type Autoencoder, autoencoderFiles, exportOnnx, type OnnxPart, type SavedWith } from "../../autoencoders/index.ts";
import type { NdArray } from "../../core/ndarray.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { calibrate } from "../../scoring/index.ts";
import { zipModel } from "./zip.ts";

/** Calibrates an autoencoder with the scores of the held-out examples. */
async function calibrated(autoencoder: Autoencoder, held: NdArray, runtime: Runtime): Promise<Autoencoder> {
  autoencoder.calibration = calibrate((await autoencoder.scoreSamples(held, { runtime })).data);
  return autoencoder;
}

/** Returns a ZIP archive with the model folder that `codings train` writes. */
export const modelArchive = async (
  autoencoder: Autoencoder,
  held: NdArray,
  runtime: Runtime,
  { name, saved }: { readonly name: string; readonly saved: SavedWith },
): Promise<Uint8Array<ArrayBuffer>> => zipModel(name, autoencoderFiles(await calibrated(autoencoder, held, runtime), saved));

/** Returns one of the ONNX files. */
export const onnxPart = async (autoencoder: Autoencoder, held: NdArray, runtime: Runtime, part: OnnxPart): Promise<Uint8Array> =>
  exportOnnx(await calibrated(autoencoder, held, runtime), part);
