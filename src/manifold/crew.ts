import { THREAD, type Worker } from "./thread.ts";

/** A WebAssembly module to be run by several threads on one memory. */
export interface Work {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Set in the instance of each thread. */
  readonly globals: Readonly<Record<string, number>>;
  readonly threads: number;
}

export interface Crew {
  /** Calls an exported function in every thread at once, with the thread's number before the arguments; gives what each returned. */
  call(name: string, ...args: readonly number[]): Promise<number[]>;
  close(): Promise<void>;
}

/** Threads for the work: workers that share its memory; where a page may not share memory, only this one, which then is busy during a call. */
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

/** Whether several threads can work on one memory here. */
const sharesMemory = (): boolean => typeof process === "object" || globalThis.crossOriginIsolated === true;

/** How many threads are of use here. */
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

/** The module for a single thread, which never sleeps. */
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
