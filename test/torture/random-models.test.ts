import { expect, it } from "vitest";
import { CodingsError } from "../../src/core/errors.ts";
import { firstNotFinite } from "../../src/core/finite.ts";
import { type NdArray, ndarray } from "../../src/core/ndarray.ts";
import { nativeRuntime } from "../../src/runtime/native.node.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { wasmRuntime } from "../../src/runtime/wasm.ts";
import { kindsOfLayers, type RandomModel, randomModel } from "./random-models.fixture.ts";
import { isLong, report, timeout, times } from "./torture.fixture.ts";

interface Trained {
  readonly weights: readonly NdArray<"float32">[];
  readonly predictions: NdArray<"float32">;
}

/**
 * Trains a model for two epochs, and predicts. Returns the message if it isn't possible.
 * @param change - change of the first weights, as a share of those above 1, upwards and downwards by turns.
 */
async function trained(described: RandomModel, runtime: Runtime, change = 0): Promise<Trained | string> {
  const { make, loss, optimizer, batchSize, examples, targets } = described;
  const model = make().compile({ loss, optimizer });
  const changed = (x: number, i: number) => x + Math.max(1, Math.abs(x)) * (i % 2 ? change : -change);
  model.setWeights(model.getWeights().map(({ shape, data }) => ndarray("float32", shape, data.map(changed))));
  try {
    await model.fit(examples, targets, { epochs: 2, batchSize, runtime, warn: false });
    const predictions = (await model.predict(examples, { runtime })) as NdArray<"float32">;
    return { weights: model.getWeights(), predictions };
  } catch (error) {
    if (error instanceof CodingsError) return error.message;
    throw error;
  } finally {
    await model.dispose();
  }
}

const largest = (arrays: readonly NdArray<"float32">[]): number =>
  arrays.reduce((most, { data }) => data.reduce((so, x) => Math.max(so, Math.abs(x)), most), 0);

/** Returns the largest difference of predictions and of weights, each in units of the largest of them. */
function difference(a: Trained, b: Trained): number {
  const between = (these: readonly NdArray<"float32">[], those: readonly NdArray<"float32">[]) => {
    const differences = these.map(({ shape, data }, i) =>
      ndarray(
        "float32",
        shape,
        data.map((x, at) => x - those[i]!.data[at]!),
      ),
    );
    return largest(differences) / Math.max(largest(these), Number.MIN_VALUE);
  };
  return Math.max(between([a.predictions], [b.predictions]), between(a.weights, b.weights));
}

/** Largest difference between runtimes. */
const MOST = 1e-4;

/**
 * Returns whether a change of the last bits of the first weights changes the result by a tenth of that. An example is a weight
 * whose exact slope is 0: Adam divides the rounding of the slope by its own size.
 */
async function multipliesRounding(described: RandomModel, runtime: Runtime, before: Trained): Promise<boolean> {
  for (const units of [1, 2, 4, 8]) {
    const after = await trained(described, runtime, units * 2 ** -23);
    if (typeof after === "string" || difference(before, after) > MOST / 10) return true;
  }
  return false;
}

it(
  "random models give the same numbers natively, in WebAssembly, and with two threads",
  async () => {
    const count = times(12, 500);
    const [one, two, wasm] = [
      await nativeRuntime({ threads: 1 }),
      await nativeRuntime({ threads: 2 }),
      await wasmRuntime({ threads: 1 }),
    ];
    const found = new Set<string>();
    const unlike: string[] = [];
    let [diverged, unstable] = [0, 0];
    for (let seed = 0; seed < count; seed++) {
      const described = randomModel(seed, kindsOfLayers[seed % kindsOfLayers.length]!);
      const { kinds, numbers, loss, optimizer, batchSize } = described;
      for (const kind of kinds) found.add(kind);
      const name = `${seed}: ${kinds.join(", ")}; ${numbers}, ${loss}, ${optimizer}, batches of ${batchSize}`;
      const results = [await trained(described, one), await trained(described, two), await trained(described, wasm)];
      const messages = results.filter((result) => typeof result === "string");
      for (const line of messages) expect(line, name).not.toContain("\n");
      diverged += Number(messages.length > 0);
      if (messages.length > 0) continue;
      const [alone, withTwo, inWasm] = results as Trained[];
      for (const array of [alone!.predictions, ...alone!.weights]) expect(firstNotFinite(array), name).toBe(-1);
      const differences = [withTwo!, inWasm!].map((other) => difference(alone!, other));
      if (Math.max(...differences) < MOST) continue;
      if (await multipliesRounding(described, one, alone!)) unstable++;
      else unlike.push(`${name}: ${differences.join(" with two threads, ")} in WebAssembly`);
    }
    report(
      `${count} random models: ${count - diverged - unstable - unlike.length} give the same numbers natively and in WebAssembly, ${diverged} diverge and say so, ${unstable} multiply a change of the last bits, ${unlike.length} differ`,
    );
    expect(unlike).toEqual([]);
    expect(diverged + unstable).toBeLessThan(count / 5);
    if (isLong) expect(kindsOfLayers.filter((kind) => !found.has(kind))).toEqual([]);
  },
  timeout,
);
