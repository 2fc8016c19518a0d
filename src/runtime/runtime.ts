import type { NdArray, TextArray } from "../core/ndarray.ts";
import type { OptionNames } from "../core/options.ts";

/** A device to compute on: the processor, a GPU through WebGPU, or the faster one of them. */
export type DeviceChoice = "auto" | "cpu" | "webgpu";

export const DEVICES: Readonly<Record<DeviceChoice, true>> = { auto: true, cpu: true, webgpu: true };

/** The options of a runtime. */
export interface RuntimeOptions {
  /** Number of threads in each operator; default: all cores, or all but one in WebAssembly. */
  readonly threads?: number;
  /**
   * Device that computes; default "cpu". "webgpu" is a GPU, and "auto" is the GPU if there is one and it trains a small model faster
   * than the processor, which takes a second to measure. Results on a GPU differ in their last digits.
   */
  readonly device?: DeviceChoice;
  /** Execution provider of ONNX Runtime, if `device` isn't given. "cuda" is for inference, if the installed build has it. */
  readonly provider?: "cpu" | "cuda" | "webgpu";
  /** Lowest level of the messages that ONNX Runtime prints to stderr; default "error". */
  readonly logLevel?: "verbose" | "info" | "warning" | "error" | "fatal";
  /** Beginning of the file name for ONNX Runtime's profile (a Chrome trace); default: no profile. Native runtime only. */
  readonly profile?: string;
}

export const RUNTIME_OPTIONS: OptionNames<RuntimeOptions> = {
  threads: true,
  device: true,
  provider: true,
  logLevel: true,
  profile: true,
};

/** A device with its own memory, such as a GPU. */
export interface Device {
  /**
   * Compiles a graph.
   * @param kept - names of the outputs that stay on the device.
   * @param sizes - sizes of the inputs' axes that aren't known in the graph but never change, by name. Values that depend on them alone
   * are then computed once.
   * @throws CodingsError if ONNX Runtime refuses the graph.
   */
  compile(onnx: Uint8Array, kept: readonly string[], sizes?: Readonly<Record<string, number>>): Promise<DeviceProgram>;
  /** Stops using the device because it failed. From then on, the programs of the runtime run on the processor. */
  giveUp(error: unknown): void;
}

/** An array in the memory of a device. */
export interface DeviceArray {
  readonly shape: readonly number[];
  /** Frees the memory. */
  free(): void;
}

/** A compiled graph that takes and returns arrays in the memory of a device, so that they aren't copied between two runs. */
export interface DeviceProgram {
  /** Runs the graph. Arrays that aren't on the device yet are copied there. */
  run(feeds: Readonly<Record<string, NdArray | DeviceArray>>): Promise<DeviceResults>;
  close(): Promise<void>;
}

/** The outputs of a `DeviceProgram`, by name: those that stay on the device, and those that are copied to the processor. */
export interface DeviceResults {
  readonly kept: Readonly<Record<string, DeviceArray>>;
  readonly fetched: Readonly<Record<string, NdArray>>;
}

/** A compiled graph that can run. */
export interface Program {
  /**
   * Runs the graph. The inputs aren't copied if the runtime can read them in place.
   * @typeParam Result - type of the outputs; needed for a graph that also returns texts.
   * @param feeds - arrays by the names of the inputs.
   * @param into - arrays of the right shapes to write the outputs to, by name: for all outputs, or for none.
   * @returns the outputs by name.
   * @throws CodingsError if ONNX Runtime can't run the graph, for example because an input is missing.
   */
  run<Result extends NdArray | TextArray = NdArray>(
    feeds: Readonly<Record<string, NdArray | TextArray>>,
    into?: Readonly<Record<string, NdArray>>,
  ): Promise<Record<string, Result>>;
  /** Frees the memory. A closed program can't run again. */
  close(): Promise<void>;
}

/**
 * Runs ONNX graphs. One runtime is native and runs in Node. The other one is WebAssembly: it runs in browsers, and in Node
 * if the native one can't be loaded.
 */
export interface Runtime {
  /** Name and version, for messages and model cards. */
  readonly name: string;
  /** Number of threads in each operator. */
  readonly threads: number;
  /** Whether training programs must state the types of all values, because they are shown to people (default false). */
  readonly needsTypes?: boolean;
  /**
   * Compiles the bytes of an ONNX file.
   * @throws CodingsError if ONNX Runtime refuses the graph.
   */
  compile(onnx: Uint8Array): Promise<Program>;
  /** The device, if it has memory of its own and works. */
  readonly device?: Device | undefined;
}
