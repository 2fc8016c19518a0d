import * as Comlink from "comlink";
import { CodingsError } from "../../core/errors.ts";
import { classifier } from "./classifier.ts";
import { exporter } from "./exporter.ts";
import { inWords } from "./in-words.ts";
import { Mapper } from "./mapper.ts";
import { Trainer } from "./trainer.ts";
import { Viewer } from "./viewer.ts";
import { pageRuntime } from "./wasm.ts";

/** What a worker of the page can be: each is this script under another name, so that the page brings their common code once. */
const engines = {
  trainer: async () => new Trainer(await pageRuntime()),
  // The page is one thread, another one trains: this one answers what is asked of the model.
  viewer: async () => new Viewer(await pageRuntime(1)),
  // Maps leave a core to the training and one to the page, where there are so many.
  mapper: async () => new Mapper(await pageRuntime(1), Math.max(1, navigator.hardwareConcurrency - 2)),
  classifier: async () => classifier,
  exporter: async () => exporter,
};

/** Each worker's functions, as the page calls them. */
export type Engines = { readonly [Name in keyof typeof engines]: Awaited<ReturnType<(typeof engines)[Name]>> };

type Engine = Readonly<Record<string, (...args: unknown[]) => unknown>>;

const name = self.name as keyof Engines;
let opened: Promise<Engine> | undefined;
let last: Promise<unknown> = Promise.resolve();

/** Calls a function of the engine, which is opened at the first call. Errors leave in the page's words: on the way to the page they lose their class, and with it the options that they name. */
async function call(method: string, args: unknown[]): Promise<unknown> {
  opened ??= engines[name]() as unknown as Promise<Engine>;
  try {
    return await (await opened)[method]!(...args);
  } catch (error) {
    if (error instanceof CodingsError) error.message = error.worded(inWords);
    throw error;
  }
}

/** The viewer does one thing after the other: an answer belongs to the weights that it was asked with. */
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
