import { type NdArray, ndarray } from "../core/ndarray.ts";
import {
  constantOf,
  gemm,
  gradients,
  input,
  loop,
  mul,
  reduceSum,
  square,
  sub,
  type Tensor,
  tanh,
  toOnnx,
} from "../graph/index.ts";
import type { DeviceArray, Runtime } from "./runtime.ts";

/** Numbers of steps in a measurement, and of measurements. The first one also compiles kernels, and the fastest one counts. */
const [STEPS, ROUNDS] = [16, 3];

/**
 * Measures the time of a training step on a runtime's device, in seconds: 32 examples of 784 numbers, in two layers with 100 units
 * between them. It takes about half a second.
 */
export async function secondsOfStep(runtime: Runtime): Promise<number> {
  const run = await (runtime.device ? onDevice(runtime) : onProcessor(runtime));
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    await run.steps();
    best = Math.min(best, (performance.now() - began) / 1000 / STEPS);
  }
  await run.close();
  return best;
}

/** Compiled steps. */
interface Run {
  steps(): Promise<unknown>;
  close(): Promise<void>;
}

const numbers = (...shape: [number, number]): NdArray =>
  ndarray(
    "float32",
    shape,
    Float32Array.from({ length: shape[0] * shape[1] }, (_, i) => Math.sin(i) / 10),
  );
const FEEDS = { x: numbers(32, 784), down: numbers(784, 100), up: numbers(100, 784) };
const inputs = Object.entries(FEEDS).map(([name, { shape }]) => input(name, "float32", shape));
const [x, ...weights] = inputs as [Tensor, Tensor, Tensor];

function step(now: readonly Tensor[]): Tensor[] {
  const loss = reduceSum(square(sub(gemm(tanh(gemm(x, now[0]!)), now[1]!), x)));
  return gradients(loss, now).map((gradient, i) => sub(now[i]!, mul(gradient, 1e-4)));
}

async function onProcessor(runtime: Runtime): Promise<Run> {
  const { state } = loop({
    count: constantOf("int64", [], [STEPS]),
    steps: STEPS,
    state: weights,
    step: (_, now) => ({ state: step(now), gathered: [] }),
  });
  const program = await runtime.compile(toOnnx({ name: "steps", inputs, outputs: { sum: reduceSum(state[0]!) } }));
  return { steps: () => program.run(FEEDS), close: () => program.close() };
}

async function onDevice({ device }: Runtime): Promise<Run> {
  const [nextDown, nextUp] = step(weights) as [Tensor, Tensor];
  const onnx = toOnnx({ name: "step", inputs, outputs: { nextDown, nextUp } });
  const program = await device!.compile(onnx, ["nextDown", "nextUp"]);
  const sum = toOnnx({ name: "sum", inputs: [weights[0]!], outputs: { sum: reduceSum(weights[0]!) } });
  const end = await device!.compile(sum, []);
  return {
    async steps() {
      let now: { down: NdArray | DeviceArray; up: NdArray | DeviceArray } = FEEDS;
      for (let i = 0; i < STEPS; i++) {
        const { kept } = await program.run({ x: FEEDS.x, ...now });
        for (const before of Object.values(now)) if ("free" in before) before.free();
        now = { down: kept.nextDown!, up: kept.nextUp! };
      }
      // Work on a GPU has ended when a result of it has come back.
      await end.run({ down: now.down });
      for (const last of Object.values(now)) if ("free" in last) last.free();
    },
    async close() {
      await program.close();
      await end.close();
    },
  };
}
