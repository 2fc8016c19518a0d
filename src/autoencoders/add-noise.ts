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

/** Options of `addNoise`. */
export interface AddNoiseOptions extends RunOptions {
  /** Seed of the noise; 42 by default. */
  readonly seed?: number;
  /** An autoencoder that scales numbers. The noise is then in units of its scales, as in its training. */
  readonly autoencoder?: Autoencoder;
}

/**
 * Adds noise to examples [n, …], as a noise layer does in training. Pixels are scaled to 0 … 1, and noise may move them outside
 * of this range. The same seed adds the same noise.
 * @returns float32, the same shape.
 * @throws OptionError if the noise isn't valid.
 * @example
 * const noisy = await addNoise(examples, { kind: "gaussian", amount: 0.2 });
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
