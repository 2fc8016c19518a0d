import * as Comlink from "comlink";
import { CodingsError } from "../../core/errors.ts";
import type { DroppedFile } from "../../data/dropped.ts";
import type { OpenedFiles } from "../../data/opened-files.ts";
import type { ReadingOptions } from "../../data/tables/schema/reading.ts";
import { putTogether } from "../data/pieces.ts";
import type { ClassifierStart } from "./classifier.ts";
import { inWords } from "./in-words.ts";
import type { Engines } from "./worker.ts";

/** The functions of a worker, as the page calls them. */
export type Remote<Name extends keyof Engines> = Comlink.Remote<Engines[Name]>;

function launch(name: keyof Engines): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name });
}

/** Opens a worker that runs as long as the page is open. */
export const openWorker = <Name extends keyof Engines>(name: Name): Remote<Name> => Comlink.wrap(launch(name));

/** Does some work in a new worker, which ends afterwards or when `signal` aborts. @throws what the work throws. */
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

/** Makes one file to export. @throws what making it throws. */
export const inExporter = <T>(make: (exporter: Remote<"exporter">) => Promise<T>, signal?: AbortSignal): Promise<T> =>
  inOwnWorker("exporter", make, signal);

/** Reads files, and gets what they contain in pieces. @throws what reading them throws. */
export const readIn = (files: readonly DroppedFile[], reading?: ReadingOptions): Promise<OpenedFiles> =>
  inOwnWorker("reader", async (reader) => {
    const rest = await reader.read(
      files.map(({ path, size }) => ({ path, size })),
      called((file: number) => files[file]!.bytes()),
      reading,
    );
    return putTogether<OpenedFiles>(rest, (list, start) => reader.piece(list, start));
  });

/** Wraps a function of the page so that a worker can call it. */
export const called = <T extends object>(callback: T): T => Comlink.proxy(callback);

/** Returns the message of an error as the one line that the page shows. */
export function lineOf(error: unknown): string {
  if (error instanceof CodingsError) return error.worded(inWords);
  const { name = "", message = String(error) } = error as Error;
  // Errors from a worker lose their class but not their name. Their messages have the page's names of options already.
  return /^(Codings|Data|Option|Shape|Training|Layer)Error$/.test(name)
    ? message
    : /wasm|backend/i.test(message)
      ? "This browser can't run the WebAssembly files of ONNX Runtime, which the page needs. Use a browser of 2023 or later, and check that the folder ort/ is next to the page."
      : `An unexpected error occurred: ${message.split("\n")[0]}`;
}

/**
 * Returns a function that does the work for the latest request. Of the requests that arrive while it works, only the last one is done.
 * Use it for pictures that follow a slider or a model in training.
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
