import type { InferenceSession, Tensor, TypedTensor } from "onnxruntime-common";
import { CodingsError } from "../core/errors.ts";
import { type Dtype, type NdArray, ndarray, type Storage } from "../core/ndarray.ts";
import type { Program, RuntimeOptions } from "./runtime.ts";

/** The part of an ONNX Runtime package that is used; the native and the WebAssembly one have it alike. */
export interface OrtModule {
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: typeof Tensor;
}

const severity = { verbose: 0, info: 1, warning: 2, error: 3, fatal: 4 } as const;

export function sessionOptions(
  { provider = "cpu", logLevel = "error", profile }: RuntimeOptions,
  threads: number,
  cpu: string,
): InferenceSession.SessionOptions {
  return {
    executionProviders: provider === "cpu" ? [cpu] : [provider, cpu],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    logSeverityLevel: severity[logLevel],
    ...(profile && { enableProfiling: true, profileFilePrefix: profile }),
  };
}

/** @throws CodingsError with ONNX Runtime's own words where it refuses the graph. */
export async function compileSession(
  ort: OrtModule,
  onnx: Uint8Array,
  options: InferenceSession.SessionOptions,
): Promise<Program> {
  const session = await ort.InferenceSession.create(onnx, options).catch((error: unknown) => {
    throw new CodingsError(`ONNX Runtime can't load the graph: ${firstLine(error)}`);
  });
  return {
    async run(feeds) {
      const given = Object.entries(feeds).map(
        ([name, { dtype, data, shape }]) => [name, new ort.Tensor(dtype, data, shape)] as const,
      );
      const results = await session.run(Object.fromEntries(given)).catch((error: unknown) => {
        throw new CodingsError(`ONNX Runtime can't run the graph: ${firstLine(error)}`);
      });
      return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, toArray(tensor as TypedTensor<Dtype>)]));
    },
    close: () => session.release(),
  };
}

const toArray = (tensor: TypedTensor<Dtype>): NdArray =>
  ndarray(tensor.type as Dtype, tensor.dims, tensor.data as Storage[Dtype]);
const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
