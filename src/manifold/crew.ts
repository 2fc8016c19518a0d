import { THREAD, type Worker } from "./thread.ts";

/** A WebAssembly module that several threads run on the same memory. */
export interface Work {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Values of global variables, set in the instance of each thread. */
  readonly globals: Readonly<Record<string, number>>;
  readonly threads: number;
}

/** Threads that run the same module. */
export interface Crew {
  /** Calls an exported function in all threads at once, with the thread's number as the first argument. Returns their results. */
  call(name: string, ...args: readonly number[]): Promise<number[]>;
  close(): Promise<void>;
}

/**
 * Starts the threads, as workers that share memory. In a page that can't share memory, the work runs in the calling thread, which
 * it blocks.
 */
export async function openCrew(work: Work): Promise<Crew> {
  const start = await workerStarter();
  if (!start) return alone(work);
  const workers = Array.from({ length: work.threads }, start);
  const ask = (messageFor: (thread: number) => unknown) =>
    Promise.all(
      workers.map((worker, thread) => {
        const answered = worker.answer();
        worker.post(messageFor(thread));
        return answered;
      }),
    );
  const crew: Crew = {
    call: (name, ...args) => ask(() => ({ name, args })) as Promise<number[]>,
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
  try {
    await ask((thread) => ({ work: { ...work }, thread }));
  } catch (error) {
    await crew.close();
    throw error;
  }
  return crew;
}

/** Returns whether several threads can share memory here. */
const sharesMemory = (): boolean => typeof process === "object" || globalThis.crossOriginIsolated === true;

/** Returns the number of threads that are useful here. */
export const availableThreads = (): number => (sharesMemory() ? globalThis.navigator?.hardwareConcurrency : 1) ?? 2;

async function workerStarter(): Promise<(() => Worker) | undefined> {
  if (!sharesMemory()) return undefined;
  const { nodeWorker } = await import("./crew.node.ts");
  return nodeWorker ?? pageWorker;
}

function pageWorker(): Worker {
  const source = `const post = (message) => postMessage(message);${THREAD}\nonmessage = ({ data }) => answer(data);`;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new globalThis.Worker(url);
  return {
    post: (message) => worker.postMessage(message),
    answer: () =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      }),
    close: async () => {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}

/** Instantiates the module for a single thread, which never sleeps. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): WebAssembly.Exports {
  return new WebAssembly.Instance(module, { env: { memory, sleep: () => undefined, wake: () => undefined } }).exports;
}

function alone({ module, memory, globals }: Work): Crew {
  const own = instantiate(module, memory) as Record<string, { value: number }>;
  for (const [name, value] of Object.entries({ ...globals, threads: 1 })) own[name]!.value = value;
  return {
    call: async (name, ...args) => {
      await new Promise((resolve) => setTimeout(resolve));
      return [(own[name] as unknown as (...all: number[]) => number)(0, ...args)];
    },
    close: async () => undefined,
  };
}
