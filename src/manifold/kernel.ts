import { OptionError } from "../core/errors.ts";
import { instantiate, openCrew } from "./crew.ts";
import { KERNEL } from "./kernel.generated.ts";

/** The kernel's memory begins after what WebAssembly itself may use. */
const FIRST = 65_536;
const PAGE = 65_536;
const MOST_PAGES = 65_536;

/** What a kernel is given to work on, by name (`kernel/shared.ts`): numbers, and arrays, which are copied into its memory. */
export interface KernelInput {
  readonly numbers: Readonly<Record<string, number>>;
  readonly arrays: Readonly<Record<string, Float32Array | Int32Array>>;
  /** Bytes of memory for what the kernel alone uses; a function is given the kernel's own measures. */
  readonly space: Readonly<Record<string, number>>;
}

/** The kernel of t-SNE, at work on one problem in several threads. */
export interface Kernel {
  /** Calls a function of `kernel/index.ts` in all threads; gives what each returned. */
  call(name: string, ...args: readonly number[]): Promise<number[]>;
  /** An array of its memory, as it is between two calls. */
  floats(name: string): Float32Array;
  close(): Promise<void>;
}

/** What WebAssembly gives of the kernel. */
export type KernelExports = Readonly<Record<string, ((...args: number[]) => number) & WebAssembly.Global>>;

let compiled: Promise<WebAssembly.Module> | undefined;

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** Puts the input into a kernel's memory, and threads to work on it. @throws OptionError where it doesn't fit. */
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
      `This map takes ${(end / 2 ** 30).toFixed(1)} GB of memory, of which there are 4 at most. Map fewer rows, or take a lower perplexity.`,
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
