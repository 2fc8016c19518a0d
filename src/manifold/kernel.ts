import { OptionError } from "../core/errors.ts";
import { instantiate, openCrew } from "./crew.ts";
import { KERNEL } from "./kernel.generated.ts";

/** First address of the kernel's memory. WebAssembly itself may use the memory before it. */
const FIRST = 65_536;
const PAGE = 65_536;
const MOST_PAGES = 65_536;

/** Input of a kernel by name (`kernel/shared.ts`): numbers, and arrays, which are copied into its memory. */
export interface KernelInput {
  readonly numbers: Readonly<Record<string, number>>;
  readonly arrays: Readonly<Record<string, Float32Array | Int32Array>>;
  /** Bytes of memory that only the kernel uses. */
  readonly space: Readonly<Record<string, number>>;
}

/** The t-SNE kernel, working on one problem in several threads. */
export interface Kernel {
  /** Calls a function of `kernel/index.ts` in all threads. Returns the result of each. */
  call(name: string, ...args: readonly number[]): Promise<number[]>;
  /** Returns an array from the kernel's memory, as it is between two calls. */
  floats(name: string): Float32Array;
  close(): Promise<void>;
}

/** Exports of the kernel's WebAssembly module. */
export type KernelExports = Readonly<Record<string, ((...args: number[]) => number) & WebAssembly.Global>>;

let compiled: Promise<WebAssembly.Module> | undefined;

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** Copies the input into a kernel's memory and starts its threads. @throws OptionError if the input doesn't fit into memory. */
export async function openKernel(threads: number, input: (exports: KernelExports) => KernelInput): Promise<Kernel> {
  compiled ??= WebAssembly.compile(bytesOf(KERNEL));
  const module = await compiled;
  const { numbers, arrays, space } = input(instantiate(module, sharedMemory(1)) as KernelExports);
  let end = FIRST;
  const place = (bytes: number) => {
    const address = end;
    end = Math.ceil((end + bytes) / 64) * 64;
    return address;
  };
  const addresses: Record<string, number> = {};
  for (const [name, { byteLength }] of Object.entries(arrays)) addresses[name] = place(byteLength + 64);
  for (const [name, bytes] of Object.entries(space)) addresses[name] = place(bytes);
  const pages = Math.ceil(end / PAGE);
  if (pages > MOST_PAGES)
    throw new OptionError(
      `This map needs ${(end / 2 ** 30).toFixed(1)} GB of memory, but 4 GB is the maximum. Map fewer rows, or use a lower perplexity.`,
    );
  const memory = sharedMemory(pages);
  for (const [name, array] of Object.entries(arrays))
    new (array.constructor as typeof Float32Array)(memory.buffer, addresses[name]!, array.length).set(array);
  const crew = await openCrew({ module, memory, globals: { ...numbers, ...addresses, threads }, threads });
  return {
    call: crew.call,
    floats: (name) => new Float32Array(memory.buffer, addresses[name]!, arrays[name]!.length),
    close: crew.close,
  };
}

const sharedMemory = (pages: number) => new WebAssembly.Memory({ initial: pages, maximum: MOST_PAGES, shared: true });
