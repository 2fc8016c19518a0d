import type { InferenceSession, Tensor } from "onnxruntime-common";
import { CodingsError, DataError } from "../core/errors.ts";
import { type Dtype, type NdArray, ndarray, type Storage, type TextArray } from "../core/ndarray.ts";
import type { DeviceArray, DeviceProgram, Program, RuntimeOptions } from "./runtime.ts";

/** The part of an ONNX Runtime package that is used. The native package and the WebAssembly package both have it. */
export interface OrtModule {
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: typeof Tensor;
}

const severity = { verbose: 0, info: 1, warning: 2, error: 3, fatal: 4 } as const;

export function sessionOptions(
  { provider = "cpu", logLevel = "error", profile }: Omit<RuntimeOptions, "device">,
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

/**
 * Compiles a graph with an ONNX Runtime package.
 * @param writesInPlace - whether the package can write outputs into given arrays. WebAssembly has its own memory, so it
 * can't.
 * @throws DataError if the graph names other files; CodingsError with the first line of ONNX Runtime's message if it refuses the
 * graph.
 */
export async function compileSession(
  ort: OrtModule,
  onnx: Uint8Array,
  options: InferenceSession.SessionOptions,
  writesInPlace: boolean,
): Promise<Program> {
  const session = await sessionOf(ort, onnx, options);
  return {
    async run<Result extends NdArray | TextArray>(
      feeds: Readonly<Record<string, NdArray | TextArray>>,
      into?: Readonly<Record<string, NdArray>>,
    ) {
      const tensors = (arrays: Readonly<Record<string, NdArray | TextArray>>) =>
        Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, tensorOf(ort, array)]));
      const run = () => (into && writesInPlace ? session.run(tensors(feeds), tensors(into)) : session.run(tensors(feeds)));
      const results = await (writesInPlace ? run() : afterOthers(run)).catch(cannotRun);
      const arrays = Object.entries(results).map(([name, tensor]) => [name, toArray(tensor)] as const);
      if (into && !writesInPlace) for (const [name, array] of arrays) into[name]!.data.set(array.data as never);
      return Object.fromEntries(arrays) as Record<string, Result>;
    },
    close: () => session.release(),
  };
}

/**
 * Compiles a graph for a GPU. The outputs in `kept` stay in the device's memory.
 * @throws as `compileSession`.
 */
export async function compileOnDevice(
  ort: OrtModule,
  onnx: Uint8Array,
  options: InferenceSession.SessionOptions,
  kept: readonly string[],
): Promise<DeviceProgram> {
  const preferredOutputLocation = Object.fromEntries(kept.map((name) => [name, "gpu-buffer"] as const));
  const session = await sessionOf(ort, onnx, { ...options, ...(kept.length > 0 && { preferredOutputLocation }) });
  return {
    async run(feeds) {
      const tensors = Object.entries(feeds).map(
        ([name, array]) => [name, "free" in array ? onDevice.get(array)! : tensorOf(ort, array)] as const,
      );
      const results = await afterOthers(() => session.run(Object.fromEntries(tensors))).catch(cannotRun);
      const found: { kept: Record<string, DeviceArray>; fetched: Record<string, NdArray> } = { kept: {}, fetched: {} };
      for (const [name, tensor] of Object.entries(results))
        if (tensor.location === "cpu") found.fetched[name] = toArray(tensor) as NdArray;
        else found.kept[name] = deviceArray(tensor);
      return found;
    },
    close: () => session.release(),
  };
}

/** The tensors behind the arrays on a device. */
const onDevice = new WeakMap<DeviceArray, Tensor>();

function deviceArray(tensor: Tensor): DeviceArray {
  const array: DeviceArray = { shape: tensor.dims, free: () => tensor.dispose() };
  onDevice.set(array, tensor);
  return array;
}

async function sessionOf(ort: OrtModule, onnx: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession> {
  await expectNoOtherFiles(onnx);
  return ort.InferenceSession.create(onnx, options).catch((error: unknown) => {
    throw new CodingsError(loadError(firstLine(error)), { cause: error });
  });
}

function cannotRun(error: unknown): never {
  throw new CodingsError(
    `ONNX Runtime can't run the graph: ${firstLine(error)} Check the shapes and types of your own operators and layers.`,
    { cause: error },
  );
}

const tensorOf = (ort: OrtModule, { dtype, data, shape }: NdArray | TextArray): Tensor =>
  new ort.Tensor(dtype, ownMemory(data) as never, shape);

/** Copies numbers in shared memory, which ONNX Runtime doesn't read. */
const ownMemory = (data: Storage[Dtype] | readonly string[]): Storage[Dtype] | readonly string[] =>
  ArrayBuffer.isView(data) && !(data.buffer instanceof ArrayBuffer) ? data.slice() : data;

let last: Promise<unknown> = Promise.resolve();

/**
 * Starts a run of WebAssembly when the runs before it have ended. All runs share one stack, where runs at the same time could
 * overwrite each other's arguments, and thousands of them didn't fit.
 */
function afterOthers<T>(run: () => Promise<T>): Promise<T> {
  const running = last.then(run);
  last = running.catch(() => undefined);
  return running;
}

/** The name under which a tensor has the path of another file, and the mark of ONNX Runtime's own format. */
const [LOCATION, OWN_FORMAT] = ["location", "ORTM"].map((text) => new TextEncoder().encode(text)) as [Uint8Array, Uint8Array];

/**
 * Checks that a graph has all its numbers itself. ONNX Runtime would read them from any path that the graph names.
 * @throws DataError if it doesn't.
 */
async function expectNoOtherFiles(onnx: Uint8Array): Promise<void> {
  if (isAt(onnx, OWN_FORMAT, 4))
    throw new DataError("This is a file in ONNX Runtime's own format (.ort), which isn't supported. Give an ONNX file.");
  // Only a graph with this word needs to be read, which takes time and, in a page, more code.
  let at = onnx.indexOf(LOCATION[0]!);
  while (at >= 0 && !isAt(onnx, LOCATION, at)) at = onnx.indexOf(LOCATION[0]!, at + 1);
  if (at >= 0 && (await import("../graph/onnx/external.ts")).hasExternalData(onnx))
    throw new DataError(
      "The ONNX file has its numbers in other files (external data), which aren't read, because it could name any file. Export it with all data inside.",
    );
}

const isAt = (bytes: Uint8Array, text: Uint8Array, at: number): boolean => text.every((byte, i) => bytes[at + i] === byte);

const toArray = ({ type, dims: shape, data }: Tensor): NdArray | TextArray =>
  type === "string" ? { dtype: type, shape, data: data as string[] } : ndarray(type as Dtype, shape, data as Storage[Dtype]);
export const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split("\n")[0]!;

/**
 * Explains why a graph can't be loaded. In a page the reason is mostly not the graph, but that ONNX Runtime doesn't find its
 * own files.
 * @param said - first line of ONNX Runtime's message.
 */
function loadError(said: string): string {
  const where = 'name their folder: runtime: await wasmRuntime({ wasmPaths: "/ort/" })';
  if (said.includes("script source URL"))
    return `ONNX Runtime can't find its files, because the script isn't an ES module. Bundle it with format: "esm" and load it with <script type="module">, or ${where}.`;
  if (said.includes("no available backend"))
    return `ONNX Runtime's WebAssembly didn't start (${said.replace(/^.*ERR: /, "")}). Copy ort-wasm-simd-threaded.wasm and ort-wasm-simd-threaded.mjs from onnxruntime-web/dist next to the script, or ${where}.`;
  return `ONNX Runtime can't load the graph: ${said}`;
}
