import type { NdArray, TextArray } from "../core/ndarray.ts";
import type { OptionNames } from "../core/options.ts";

/** What can be chosen about running graphs. */
export interface RuntimeOptions {
  /** Threads inside an operator; all cores by default. */
  readonly threads?: number;
  /** Where operators run: `cpu` by default; `cuda` or `webgpu` serve inference where the installed build has them. */
  readonly provider?: "cpu" | "cuda" | "webgpu";
  /** How much ONNX Runtime says on stderr; errors only by default. */
  readonly logLevel?: "verbose" | "info" | "warning" | "error" | "fatal";
  /** Writes ONNX Runtime's own profile (a Chrome trace) to a file that begins so. Native runtime only. */
  readonly profile?: string;
}

export const RUNTIME_OPTIONS: OptionNames<RuntimeOptions> = { threads: true, provider: true, logLevel: true, profile: true };

/** A graph ready to run. */
export interface Program {
  /**
   * Feeds inputs by name and gives the outputs by name. The feeds aren't copied where the runtime can read them in place.
   * @typeParam Result what the outputs are, of a graph that gives texts as well.
   * @param into arrays of the right shape that outputs are written to, by name; all outputs, or none.
   */
  run<Result extends NdArray | TextArray = NdArray>(
    feeds: Readonly<Record<string, NdArray | TextArray>>,
    into?: Readonly<Record<string, NdArray>>,
  ): Promise<Record<string, Result>>;
  /** Gives the memory back; a program that is closed can't run again. */
  close(): Promise<void>;
}

/** Runs ONNX graphs. There is one for Node, native, and one for WebAssembly, in browsers and wherever the native one can't be loaded. */
export interface Runtime {
  /** What runs: for messages and model cards. */
  readonly name: string;
  readonly threads: number;
  compile(onnx: Uint8Array): Promise<Program>;
}
