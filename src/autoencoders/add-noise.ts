import { type NdArray, ndarray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { keyOf } from "../core/random.ts";
import { constant, input, toOnnx } from "../graph/index.ts";
import { callContext } from "../layers/call-context.ts";
import { numbersOf } from "../layers/index.ts";
import type { RunOptions } from "../models/run-options.ts";
import { withProgram } from "../runtime/default.ts";
import { asNumbers } from "../training/program.ts";
import type { Autoencoder } from "./autoencoder.ts";
import { type Noise, noiseLayer } from "./noise.ts";

export interface AddNoiseOptions extends RunOptions {
  /** 42 by default. */
  readonly seed?: number;
  /** If it scales numbers, the noise is in units of their scale, as during its training. */
  readonly autoencoder?: Autoencoder;
}

/**
 * Examples [n, …] with noise on them, the same that a layer of the kind adds while it learns: float32, pixels from 0 to 1 and beyond where the
 * noise takes them. The same seed adds the same noise.
 */
export async function addNoise(examples: NdArray, noise: Noise, options: AddNoiseOptions = {}): Promise<NdArray<"float32">> {
  const names = { runtime: true, seed: true, autoencoder: true } as const;
  const { seed = 42, runtime, autoencoder } = knownOptions("addNoise", options, names);
  const rows = input("examples", examples.dtype, ["batch", ...examples.shape.slice(1)]);
  const key = input("key", "uint32", []);
  const scalers = autoencoder?.scalers;
  const variables = scalers ? [...scalers.before.variables, ...scalers.after.variables] : [];
  const context = callContext("training", new Map(variables.map((each) => [each, constant(numbersOf(each))])), key);
  const scaled = scalers ? scalers.before.call(asNumbers(rows), context) : asNumbers(rows);
  const added = noiseLayer(noise).call(scaled, context);
  const noisy = scalers ? scalers.after.call(added, context) : added;
  const onnx = toOnnx({ name: "noise", inputs: [rows, key], outputs: { noisy } });
  const feeds = { examples, key: ndarray("uint32", [], Uint32Array.of(keyOf(seed, 4))) };
  const results = await withProgram(runtime, onnx, (program) => program.run(feeds));
  return results.noisy as NdArray<"float32">;
}
