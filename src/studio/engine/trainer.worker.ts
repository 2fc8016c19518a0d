import { Trainer } from "./trainer.ts";
import { pageRuntime } from "./wasm.ts";

/** What trains: the runtime, its threads, and whether this page may have threads. */
export interface Backend {
  readonly name: string;
  readonly threads: number;
  readonly isIsolated: boolean;
}

// The page is one thread, this one trains: another one answers what is asked of the model.
let opened: Promise<Trainer> | undefined;
/** Opened at the first call: every worker of the page is of this one script. */
const trainer = () => (opened ??= pageRuntime().then((runtime) => new Trainer(runtime)));

export const trainerFace = {
  /** What it trains with. */
  backend: async (): Promise<Backend> => {
    const { name, threads } = (await trainer()).runtime;
    return { name, threads, isIsolated: globalThis.crossOriginIsolated };
  },
  run: async (start: Parameters<Trainer["run"]>[0], tell: Parameters<Trainer["run"]>[1]) => (await trainer()).run(start, tell),
  checkpoint: async () => (await trainer()).checkpoint(),
  stop: async () => (await trainer()).stop(),
  pause: async () => (await trainer()).pause(),
  resume: async () => (await trainer()).resume(),
  step: async () => (await trainer()).step(),
  setSpeed: async (speed: Parameters<Trainer["setSpeed"]>[0]) => (await trainer()).setSpeed(speed),
};

export type TrainerFace = typeof trainerFace;
