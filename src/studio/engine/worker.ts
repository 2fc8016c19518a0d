import * as Comlink from "comlink";
import { CodingsError } from "../../core/errors.ts";
import { classifier } from "./classifier.ts";
import { exporter } from "./exporter.ts";
import { inWords } from "./in-words.ts";
import { Mapper } from "./mapper.ts";
import { Reader } from "./reader.ts";
import { Trainer } from "./trainer.ts";
import { Viewer } from "./viewer.ts";
import { pageRuntime } from "./wasm.ts";

/** The kinds of workers. Each runs this script under another name, so that the page loads their common code once. */
const engines = {
  trainer: async () => new Trainer(await pageRuntime()),
  // The viewer uses one thread, because the page and the trainer need the others.
  viewer: async () => new Viewer(await pageRuntime(1)),
  // The mapper leaves one core to the training and one to the page, if there are enough.
  mapper: async () => new Mapper(await pageRuntime(1), Math.max(1, navigator.hardwareConcurrency - 2)),
  classifier: async () => classifier,
  exporter: async () => exporter,
  reader: async () => new Reader(),
};

/** The functions of each worker that the page calls. */
export type Engines = { readonly [Name in keyof typeof engines]: Awaited<ReturnType<(typeof engines)[Name]>> };

type Engine = Readonly<Record<string, (...args: unknown[]) => unknown>>;

const name = self.name as keyof Engines;
let opened: Promise<Engine> | undefined;
let last: Promise<unknown> = Promise.resolve();

/**
 * Calls a function of the engine, which is opened at the first call. Error messages get the page's names of options here, because errors lose their class, and
 * with it the options, on the way to the page.
 */
async function call(method: string, args: unknown[]): Promise<unknown> {
  opened ??= engines[name]() as unknown as Promise<Engine>;
  try {
    return await (await opened)[method]!(...args);
  } catch (error) {
    if (error instanceof CodingsError) error.message = error.worded(inWords);
    throw error;
  }
}

/** Calls one function after the other, so that each answer belongs to the weights of its request. */
function callInTurn(method: string, args: unknown[]): Promise<unknown> {
  const next = last.then(() => call(method, args));
  last = next.catch(() => undefined);
  return next;
}

const caller = name === "viewer" ? callInTurn : call;
Comlink.expose(
  new Proxy(
    {},
    {
      get:
        (_, method: string) =>
        (...args: unknown[]) =>
          caller(method, args),
    },
  ),
);
