import { lookUp } from "../core/suggest.ts";
import { DEVICES, type DeviceChoice, type Runtime, type RuntimeOptions } from "./runtime.ts";
import { compileSession, type OrtModule, sessionOptions } from "./session.ts";

/** An ONNX Runtime package, and what is known of it. */
export interface Package {
  readonly ort: OrtModule;
  /** Loads the package that uses a GPU; default: the same one. */
  readonly gpu?: () => Promise<OrtModule>;
  readonly name: string;
  readonly threads: number;
  /** Name of the execution provider that uses the processor. */
  readonly cpu: string;
  /** Whether it can write outputs into given arrays. */
  readonly writesInPlace: boolean;
}

/** Returns the wanted device: `device`, or the one of the older option `provider`. */
export const deviceOf = ({ device, provider }: RuntimeOptions): DeviceChoice =>
  device ?? (provider === "webgpu" ? "webgpu" : "cpu");

/**
 * Creates the runtime of a package on the device that the options name.
 * @param warn - receives a line about operators that a GPU lacks, and one if it fails.
 * @throws OptionError if the device isn't known, or if it is "webgpu" and there is no GPU.
 */
export async function chosenDevice(options: RuntimeOptions, warn: (line: string) => void, used: Package): Promise<Runtime> {
  const { ort, name, threads, cpu, writesInPlace, gpu = async () => ort } = used;
  const device = deviceOf(options);
  lookUp("device", device, DEVICES);
  const settings = sessionOptions({ ...options, provider: options.provider === "cuda" ? "cuda" : "cpu" }, threads, cpu);
  const processor: Runtime = { name, threads, compile: (onnx) => compileSession(ort, onnx, settings, writesInPlace) };
  if (device === "cpu") return processor;
  const { fasterOf, webgpuRuntime } = await import("./webgpu.ts");
  const onGpu = async () => webgpuRuntime({ ort: await gpu(), options, processor, warn });
  return device === "webgpu" ? onGpu() : fasterOf(processor, onGpu);
}
