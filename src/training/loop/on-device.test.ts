import { expect, test } from "vitest";
import { type NdArray, ndarray } from "../../core/ndarray.ts";
import { random } from "../../core/random.ts";
import { batchNormalization, dense, gaussianNoise } from "../../layers/index.ts";
import { sequential } from "../../models/sequential.ts";
import { defaultRuntime } from "../../runtime/default.ts";
import type { DeviceArray, Runtime } from "../../runtime/runtime.ts";
import { adam } from "../optimizers/adam.ts";

const source = random(3);
const x = ndarray(
  "uint8",
  [200, 20],
  Uint8Array.from({ length: 4000 }, () => 256 * source.uniform()),
);

/** A device whose memory is that of the processor. It counts what is copied there and back, by the outputs of each program. */
async function fakeDevice(failAtStep = Number.POSITIVE_INFINITY) {
  const processor = await defaultRuntime({ threads: 1 });
  const inside = new Map<DeviceArray, NdArray>();
  const copied: Record<string, number> = {};
  const failures: unknown[] = [];
  let steps = 0;
  const runtime: Runtime = {
    ...processor,
    device: {
      giveUp: (error) => failures.push(error),
      async compile(onnx, kept) {
        const program = await processor.compile(onnx);
        const [first = "results"] = kept;
        return {
          async run(feeds) {
            if (first.startsWith("next/") && ++steps > failAtStep) throw new Error("device lost");
            const count = (array: NdArray) => {
              copied[first] = (copied[first] ?? 0) + array.data.byteLength;
              return array;
            };
            const arrays = Object.entries(feeds).map(([name, array]) => {
              if (!("free" in array)) return [name, count(array)] as const;
              const found = inside.get(array);
              if (!found) throw new Error(`${name} was freed`);
              return [name, found] as const;
            });
            const results = Object.entries(await program.run(Object.fromEntries(arrays)));
            const onDevice = ({ shape }: NdArray, array: NdArray): DeviceArray => {
              const made = { shape, free: () => inside.delete(made) };
              inside.set(made, array);
              return made;
            };
            return {
              kept: Object.fromEntries(
                results.filter(([name]) => kept.includes(name)).map(([name, array]) => [name, onDevice(array, array)]),
              ),
              fetched: Object.fromEntries(
                results.filter(([name]) => !kept.includes(name)).map(([name, array]) => [name, count(array)]),
              ),
            };
          },
          close: () => program.close(),
        };
      },
    },
  };
  return { runtime, copied, failures, inside, steps: () => steps };
}

async function trained(runtime: Runtime | undefined, epochs = 3) {
  const model = sequential([
    gaussianNoise(0.1),
    dense(12, { activation: "selu" }),
    batchNormalization(),
    dense(20, { activation: "sigmoid" }),
  ]);
  model.compile({ loss: "binaryCrossentropy", optimizer: adam({ learningRate: 0.01 }), metrics: ["mae"] });
  const { history, state } = await model.fit(x, x, { epochs, batchSize: 32, ...(runtime && { runtime }), warn: false });
  return { losses: history.map(({ loss, mae }) => [loss, mae]), state, model };
}

test("a device gives the losses, the metrics and the weights of the processor, and no array stays on it", async () => {
  const { runtime, inside, steps } = await fakeDevice();
  const [here, there] = [await trained(undefined), await trained(runtime)];
  expect(steps()).toBe(3 * 7);
  expect(there.losses.flat().map((loss) => loss!.toFixed(5))).toEqual(here.losses.flat().map((loss) => loss!.toFixed(5)));
  for (const [name, { data }] of Object.entries(here.state.arrays)) {
    const apart = Array.from(data, (value, i) => Math.abs(value - there.state.arrays[name]!.data[i]!));
    expect(Math.max(...apart), name).toBeLessThan(1e-5);
  }
  expect(inside.size).toBe(0);
});

test("a step copies nothing; the examples are copied once, and the state only back", async () => {
  const { runtime, copied } = await fakeDevice();
  const { state } = await trained(runtime);
  const bytes = Object.values(state.arrays).reduce((sum, { data }) => sum + data.byteLength, 0);
  expect(copied["next/carried/0"]).toBeUndefined();
  expect(copied["data/0"]).toBe(x.data.byteLength);
  // An epoch has batches of 32 and one of 8, which are two calls.
  expect(copied["carried/0"]).toBe(bytes);
  const numbers = 3 * 64 * ((32 + 8) * 4 + 2 * 4 * (1 + 1 + 2));
  expect(copied["number/0"]).toBe(numbers);
  // Back come the state after each call, and the loss and the metric of 64 steps.
  expect(copied.results).toBe(3 * 2 * (bytes + 64 * 2 * 4));
});

test.each([1, 9])("continues on the processor from the last state if the device fails after %i steps", async (step) => {
  const { runtime, failures } = await fakeDevice(step);
  const [here, there] = [await trained(undefined), await trained(runtime)];
  expect(failures).toEqual([new Error("device lost")]);
  expect(there.losses.flat().map((loss) => loss!.toFixed(5))).toEqual(here.losses.flat().map((loss) => loss!.toFixed(5)));
  expect(there.state.step).toBe(here.state.step);
});
