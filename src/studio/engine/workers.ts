import * as Comlink from "comlink";
import { CodingsError } from "../../core/errors.ts";
import type { ClassifierStart } from "./classifier.ts";
import { inWords } from "./in-words.ts";
import type { Engines } from "./worker.ts";

/** A worker's functions, called from the page. */
export type Remote<Name extends keyof Engines> = Comlink.Remote<Engines[Name]>;

function launch(name: keyof Engines): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name });
}

/** A worker that lives as long as the page. */
export const openWorker = <Name extends keyof Engines>(name: Name): Remote<Name> => Comlink.wrap(launch(name));

/** Does one thing in a worker of its own, which ends with it, or before, where that is wished. @throws what the work throws. */
async function inOwnWorker<Name extends keyof Engines, T>(
  name: Name,
  work: (engine: Remote<Name>) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const worker = launch(name);
  const stopped = new Promise<never>((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  try {
    return await Promise.race([work(Comlink.wrap(worker)), stopped]);
  } finally {
    worker.terminate();
  }
}

/** Trains both classifiers. @throws what training throws. */
export const compareClassifiers = (start: ClassifierStart, tell: (what: string, epoch: number) => void) =>
  inOwnWorker("classifier", (classifier) => classifier.compare(start, called(tell)));

/** Makes one thing to take away. @throws what the making throws. */
export const inExporter = <T>(make: (exporter: Remote<"exporter">) => Promise<T>, signal?: AbortSignal): Promise<T> =>
  inOwnWorker("exporter", make, signal);

/** A function of the page that a worker may call. */
export const called = <T extends object>(callback: T): T => Comlink.proxy(callback);

/** What went wrong, as the one line that a person sees. */
export function lineOf(error: unknown): string {
  if (error instanceof CodingsError) return error.worded(inWords);
  const { name = "", message = String(error) } = error as Error;
  // Errors from a worker lose their class, but keep their name, and are in the page's words already.
  return /^(Codings|Data|Option|Shape|Training|Layer)Error$/.test(name)
    ? message
    : /wasm|backend/i.test(message)
      ? "This browser can't run ONNX Runtime's WebAssembly, which the page trains with. Take a browser of 2023 or later, or look whether ort/ lies beside the page."
      : `Something unexpected happened: ${message.split("\n")[0]}`;
}

/**
 * A function that does what was last asked of it: while it works, what is asked in between is forgotten but for the last.
 * For pictures that follow a slider, or a model that learns.
 */
export function latest<Given extends readonly unknown[]>(work: (...given: Given) => Promise<void>): (...given: Given) => void {
  let waiting: Given | undefined;
  let working = false;
  return (...given) => {
    waiting = given;
    if (working) return;
    working = true;
    void (async () => {
      try {
        while (waiting) {
          const next = waiting;
          waiting = undefined;
          await work(...next);
        }
      } finally {
        working = false;
      }
    })();
  };
}
