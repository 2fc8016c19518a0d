import { OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import type { NdArray, TextArray } from "../core/ndarray.ts";
import { listed } from "../core/words.ts";
import { input, mul, toOnnx } from "../graph/index.ts";
import { forGpu } from "../graph/onnx/for-gpu.ts";
import type { Device, Program, Runtime, RuntimeOptions } from "./runtime.ts";
import { compileOnDevice, compileSession, firstLine, type OrtModule, sessionOptions } from "./session.ts";
import { secondsOfStep } from "./step-time.ts";

type Feeds = Readonly<Record<string, NdArray | TextArray>>;

/** The parts that a runtime on a GPU needs. */
export interface WebgpuParts {
  readonly ort: OrtModule;
  readonly options: Omit<RuntimeOptions, "device">;
  /** The runtime that uses the processor, with the same ONNX Runtime. */
  readonly processor: Runtime;
  /** Receives one line about operators without a kernel, and one if the GPU fails. */
  readonly warn: (line: string) => void;
}

/**
 * Creates a runtime that computes on a GPU. If the GPU fails later, it continues on the processor.
 * @throws OptionError if there is no GPU that WebGPU can use.
 */
export async function webgpuRuntime({ ort, options, processor, warn }: WebgpuParts): Promise<Runtime> {
  // If there were others in the list, onnxruntime-web would use them silently if there is no GPU.
  const settings = { ...sessionOptions(options, processor.threads, ""), executionProviders: ["webgpu"] };
  const x = input("x", "float32", [1]);
  const tried = await compileSession(ort, toOnnx({ name: "try", inputs: [x], outputs: { y: mul(x, 2) } }), settings, false).catch(
    (error: unknown) => {
      throw new OptionError(
        message`There is no GPU that WebGPU can use (${reasonOf(error)}). Install the GPU's driver (on Linux: for Vulkan, with libvulkan1), open the page in a browser with WebGPU, or use ${option("device", "cpu")}.`,
      );
    },
  );
  await tried.close();

  const told = new Set<string>();
  let works = true;
  function graphFor(onnx: Uint8Array, sizes?: Readonly<Record<string, number>>): Uint8Array {
    const { onnx: changed, withoutKernel } = forGpu(onnx, sizes);
    const fresh = withoutKernel.filter((op) => !told.has(op));
    for (const op of fresh) told.add(op);
    if (fresh.length > 0)
      warn(
        `${listed(fresh)} ${fresh.length === 1 ? "runs" : "run"} on the CPU, because ONNX Runtime has no WebGPU kernel for ${fresh.length === 1 ? "it" : "them"}. Copies between GPU and CPU make this slower.`,
      );
    return changed;
  }
  function giveUp(error: unknown): void {
    if (works) warn(`The GPU failed (${reasonOf(error)}). The work continues on the CPU.`);
    works = false;
  }
  return {
    name: `${processor.name} with WebGPU`,
    threads: processor.threads,
    async compile(onnx) {
      const ofGpu = works ? await compileSession(ort, graphFor(onnx), settings, false) : undefined;
      let opened: Promise<Program> | undefined;
      const ofProcessor = (): Promise<Program> => {
        opened ??= processor.compile(onnx);
        return opened;
      };
      return {
        async run<Result extends NdArray | TextArray>(feeds: Feeds, into?: Readonly<Record<string, NdArray>>) {
          if (!works || !ofGpu) return (await ofProcessor()).run<Result>(feeds, into);
          return ofGpu.run<Result>(feeds, into).catch(async (error: unknown) => {
            // Wrong feeds are an error on the processor, too.
            const results = await (await ofProcessor()).run<Result>(feeds, into);
            giveUp(error);
            return results;
          });
        },
        async close() {
          await ofGpu?.close();
          await (await opened)?.close();
        },
      };
    },
    get device() {
      if (!works) return undefined;
      const compile: Device["compile"] = (onnx, kept, sizes) => compileOnDevice(ort, graphFor(onnx, sizes), settings, kept);
      return { compile, giveUp };
    },
  };
}

/** Returns the reason for an error of ONNX Runtime, without the place in its source code. */
const reasonOf = (error: unknown): string =>
  firstLine((error as Error)?.cause ?? error)
    .replace(/^.*(was false\.|ERR: \[webgpu\]( Error:)?) /, "")
    .replace(/[.\s]+$/, "");

/** Chooses the GPU if there is one and a training step is faster on it. */
export async function fasterOf(processor: Runtime, gpu: () => Promise<Runtime>): Promise<Runtime> {
  const measured = async (runtime: Runtime) => ({ runtime, seconds: await secondsOfStep(runtime) });
  // A GPU that fails in the measurement doesn't count either.
  const found = await gpu()
    .then(measured)
    .catch(() => undefined);
  return found && found.seconds < (await secondsOfStep(processor)) ? found.runtime : processor;
}
