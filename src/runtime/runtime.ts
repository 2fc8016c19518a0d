import type { NdArray, TextArray } from "../core/ndarray.ts";
import type { OptionNames } from "../core/options.ts";

/** The options of a runtime. */
export interface RuntimeOptions {
  /** Number of threads in each operator; default: all cores, or all but one in WebAssembly. */
  readonly threads?: number;
  /** Device that runs the operators; default "cpu". "cuda" and "webgpu" are for inference, if the installed build has them. */
  readonly provider?: "cpu" | "cuda" | "webgpu";
  /** Lowest level of the messages that ONNX Runtime prints to stderr; default "error". */
  readonly logLevel?: "verbose" | "info" | "warning" | "error" | "fatal";
  /** Beginning of the file name for ONNX Runtime's profile (a Chrome trace); default: no profile. Native runtime only. */
  readonly profile?: string;
}

export const RUNTIME_OPTIONS: OptionNames<RuntimeOptions> = { threads: true, provider: true, logLevel: true, profile: true };

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
}
