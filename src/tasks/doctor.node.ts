import { availableParallelism, totalmem } from "node:os";
import { StackedAutoencoder } from "../autoencoders/index.ts";
import { type Message, message, option } from "../core/message.ts";
import { ndarray } from "../core/ndarray.ts";
import { upperMedian } from "../core/statistics.ts";
import { counted } from "../core/words.ts";
import { cacheFolder } from "../data/built-in/fashion-mnist.node.ts";
import { mnist } from "../data/built-in/mnist.node.ts";
import { gemm, input, toOnnx } from "../graph/index.ts";
import { withProgram } from "../runtime/default.ts";
import { openMpiLibrary } from "../runtime/mpi-library.node.ts";
import { nativeRuntime } from "../runtime/native.node.ts";
import { withoutNative } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { secondsOfStep } from "../runtime/step-time.ts";
import { wasmRuntime } from "../runtime/wasm.ts";

/** The result of one check of this machine. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  /** Measurement, or the reason why the checked part is missing. */
  readonly detail: string | Message;
  /** Error of the check, if it failed. */
  readonly error?: unknown;
}

/**
 * Checks this machine: its cores and memory, the speed of the native and the WebAssembly runtime, the MPI library, the MNIST
 * images, and the folder of downloads. Also measures the time of a training step with different numbers of threads, and on the GPU if there is
 * one. It takes a few seconds.
 * @returns one finding for each check. A missing part is a finding, not an error.
 * @example
 * const missing = (await checkMachine()).filter(({ ok }) => !ok);
 */
export async function checkMachine(): Promise<readonly Finding[]> {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB of memory`;
  const native = await check("native ONNX Runtime", async () => speedOf(await nativeRuntime()), withoutNative);
  return [
    { what: "machine", ok: true, detail: `Node ${process.version}, ${availableParallelism()} cores, ${memory}` },
    native,
    ...(native.ok ? [await check("training", stepsByThreads), await check("GPU", stepByDevice)] : []),
    await check("WebAssembly ONNX Runtime", async () => speedOf(await wasmRuntime())),
    await check("training in several processes", async () => `${(await openMpiLibrary()).name}; start it with mpirun`),
    await check("mnist", async () => `${(await mnist()).examples.shape[0]} images, checksums verified`),
    { what: "cache", ok: true, detail: cacheFolder() },
  ];
}

async function check(
  what: string,
  work: () => Promise<string | Message>,
  explain = (error: unknown): string => (error as Error).message,
): Promise<Finding> {
  try {
    return { what, ok: true, detail: await work() };
  } catch (error) {
    return { what, ok: false, detail: explain(error), ...(explain !== withoutNative && { error }) };
  }
}

const ROUNDS = 5;

/**
 * Measures a training step of the lecture's stacked autoencoder with 1, 2, 4 and so on up to all cores. Small steps gain little
 * from threads, and can be slower with them if the cores share no cache, which happens in virtual machines.
 */
async function stepsByThreads(): Promise<Message> {
  const [examples, batchSize] = [4096, 32];
  const images = ndarray(
    "uint8",
    [examples, 28, 28],
    // Half of the pixels are background, as in the lecture's images.
    Uint8Array.from({ length: examples * 784 }, (_, i) => (i % 2) * ((i * i) % 256)),
  );
  const all = availableParallelism();
  const counts = [...new Set([...Array.from({ length: Math.ceil(Math.log2(all)) }, (_, i) => 2 ** i), all])];
  const rounds: number[][] = counts.map(() => []);
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, threads] of counts.entries()) {
      const runtime = await nativeRuntime({ threads });
      const { history } = await new StackedAutoencoder().fit(images, { runtime, batchSize, epochs: 1, warn: false });
      rounds[i]!.push((history[0]!.seconds * 1000 * batchSize) / examples);
    }
  const milliseconds = rounds.map((times) => upperMedian(times)!);
  const fastest = counts[milliseconds.indexOf(Math.min(...milliseconds))]!;
  const times = counts.map((threads, i) => `${milliseconds[i]!.toFixed(2)} ms with ${counted(threads, "thread")}`);
  const measured = `a step of the stacked autoencoder takes ${times.join(", ")}`;
  return fastest === all
    ? message`${measured}`
    : message`${measured}. Small models train fastest with ${option("threads", fastest)}`;
}

/**
 * Measures a training step on the GPU and on the processor, as the device "auto" does.
 * @throws OptionError if there is no GPU.
 */
async function stepByDevice(): Promise<Message> {
  const gpu = await nativeRuntime({ device: "webgpu" });
  const [there, here] = [await secondsOfStep(gpu), await secondsOfStep(await nativeRuntime())];
  const times = [there, here].map((seconds) => `${(1000 * seconds).toFixed(2)} ms`);
  return message`${gpu.name}: a step of a small model takes ${times[0]!} there and ${times[1]!} on the CPU, so ${option("device", "auto")} uses the ${there < here ? "GPU" : "CPU"}`;
}

/** Describes a runtime and measures how fast it multiplies matrices of 512 x 512. */
async function speedOf(runtime: Runtime): Promise<string> {
  const n = 512;
  const [a, b] = [input("a", "float32", [n, n]), input("b", "float32", [n, n])];
  const onnx = toOnnx({ name: "gemm", inputs: [a, b], outputs: { c: gemm(a, b) } });
  const ones = ndarray("float32", [n, n], new Float32Array(n * n).fill(1));
  const times: number[] = [];
  await withProgram(runtime, onnx, async (program) => {
    for (let i = 0; i < 8; i++) {
      const start = performance.now();
      await program.run({ a: ones, b: ones });
      times.push(performance.now() - start);
    }
  });
  return `${runtime.name}, ${counted(runtime.threads, "thread")}, ${((2 * n ** 3) / Math.min(...times) / 1e6).toFixed(0)} GFLOP/s`;
}
