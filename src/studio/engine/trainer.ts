import { type Diagnosis, diagnose, type Remedy } from "../../autoencoders/index.ts";
import type { NdArray } from "../../core/ndarray.ts";
import type { DeviceChoice, Runtime } from "../../runtime/runtime.ts";
import { fitByRecipe } from "../../tasks/train.ts";
import type { EpochLog, Progress, Run, TrainingState } from "../../training/index.ts";
import { autoencoderOf, type ExampleKind, recipeOf } from "../settings/recipe.ts";
import type { Settings } from "../settings/settings.ts";
import { inWords } from "./in-words.ts";
import { joinedWeights, setJoinedWeights } from "./viewing.ts";
import { pageRuntime } from "./wasm.ts";

/** The input of a run. */
export interface RunStart {
  readonly settings: Settings;
  readonly kind: ExampleKind;
  readonly train: NdArray;
  readonly validation: NdArray;
  /** The weights and the state at which an earlier part of the run stopped. */
  readonly from?: { readonly weights: Float32Array; readonly state: TrainingState };
}

/** The runtime that trains, its threads, and whether this page may use threads. */
export interface Backend extends Pick<Runtime, "name" | "threads"> {
  readonly isIsolated: boolean;
}

/** The speed of training: "full", or a number of steps per second that lets users follow it. */
export type Speed = "full" | number;

/** The weights of a run at a moment. */
export interface Moment {
  /** Number of epochs done, including the part of the present one and the epochs of earlier phases. */
  readonly epochs: number;
  /** All weights, concatenated. */
  readonly weights: Float32Array;
}

export type RunEvent =
  | { readonly kind: "progress"; readonly progress: Progress; readonly moment?: Moment }
  | { readonly kind: "epoch"; readonly log: EpochLog; readonly moment: Moment }
  | { readonly kind: "checkpoint"; readonly state: TrainingState; readonly moment: Moment }
  | { readonly kind: "rest"; readonly state: TrainingState; readonly moment: Moment }
  | { readonly kind: "warning"; readonly line: string };

/** A moment with the state that training needs to continue from it. */
export interface Checkpoint {
  readonly moment: Moment;
  readonly state: TrainingState;
}

/** A problem of the trained model in the words of the page, and the options that fix it. */
export interface Finding {
  readonly kind: Diagnosis["kind"];
  readonly line: string;
  readonly remedy: Remedy;
}

export interface RunEnd extends Checkpoint {
  /** The problems of the model; empty if the run isn't done. */
  readonly findings: readonly Finding[];
  readonly history: readonly EpochLog[];
  /** Whether all epochs are done. */
  readonly done: boolean;
}

/** Shortest time between two moments that are sent while it trains. */
const MOMENT_MILLISECONDS = 150;
/** Shortest time between two checkpoints, which let the run continue after the page was closed. */
const CHECKPOINT_MILLISECONDS = 3000;
/** Duration of a chunk of steps. It is short, so that the trainer reacts to the user at once. */
const CHUNK_SECONDS = 0.05;

/** Trains one autoencoder at a time, in a worker that the page calls. */
export class Trainer {
  private runtime: Runtime;
  /** Receives what is wrong with a GPU. */
  private warn: (line: string) => void = () => undefined;
  private stopping: AbortController | undefined;
  private speed: Speed = "full";
  /** Number of chunks to train before it pauses. */
  private chunksLeft = Number.POSITIVE_INFINITY;
  /** It pauses at the first end of an epoch after this number of epochs; undefined if it doesn't pause there. */
  private endsAfter: number | undefined;
  private wake: (() => void) | undefined;
  /** Returns a checkpoint of the run under way. */
  private live: (() => Checkpoint) | undefined;

  constructor(runtime: Runtime) {
    this.runtime = runtime;
  }

  /** Returns the runtime that trains. */
  backend(): Backend {
    const { name, threads } = this.runtime;
    return { name, threads, isIsolated: globalThis.crossOriginIsolated };
  }

  /** Uses a device from the next run on. @returns the runtime that uses it. @throws OptionError if there is no GPU. */
  async use(device: DeviceChoice): Promise<Backend> {
    this.runtime = await pageRuntime(undefined, device, (line) => this.warn(line));
    return this.backend();
  }

  /** Trains until all epochs are done or `stop` is called. @throws what training throws. */
  async run(
    { settings, kind, train, validation, from }: RunStart,
    tell: (event: RunEvent) => void | Promise<void>,
  ): Promise<RunEnd> {
    const recipe = recipeOf(settings, kind);
    const autoencoder = autoencoderOf(settings, kind);
    if (from) setJoinedWeights(autoencoder, from.weights);
    this.stopping = new AbortController();
    // The previous run may have ended while it was paused. The new one must not start paused.
    this.resume();
    const { signal } = this.stopping;
    this.warn = (line) => void tell({ kind: "warning", line });
    const momentAt = (run: Run, epochs: number): Moment => {
      run.store();
      return { epochs, weights: joinedWeights(autoencoder) };
    };
    let lastMoment = 0;
    let lastCheckpoint = performance.now();
    const batches = Math.ceil(train.shape[0]! / recipe.batchSize);
    const fitted = fitByRecipe(
      autoencoder,
      recipe,
      { train, validation },
      {
        runtime: this.runtime,
        signal,
        warn: (_line, message) => tell({ kind: "warning", line: message.worded(inWords) }),
        pace: () => (this.speed === "full" && this.chunksLeft > 1e6 ? { seconds: CHUNK_SECONDS } : { steps: 1 }),
        from: from?.state,
        callbacks: [
          {
            onTrainBegin: (run) => {
              this.live = () => {
                const state = run.state();
                return { state, moment: momentAt(run, run.history.length + state.batch / batches) };
              };
            },
            onProgress: async (progress, run) => {
              const now = performance.now();
              const isDue = now - lastMoment > MOMENT_MILLISECONDS || this.speed !== "full" || this.chunksLeft <= 1;
              if (isDue) lastMoment = now;
              const epochs = run.history.length + progress.batch / batches;
              tell({ kind: "progress", progress, ...(isDue && { moment: momentAt(run, epochs) }) });
              if (now - lastCheckpoint > CHECKPOINT_MILLISECONDS) {
                lastCheckpoint = now;
                tell({ kind: "checkpoint", ...this.live!() });
              }
              await this.turn(signal, () => tell({ kind: "rest", ...this.live!() }));
            },
            onEpochEnd: async (log, run) => {
              lastMoment = performance.now();
              // Waits until the event has arrived, because the end of the run is sent in another way and could arrive first.
              await tell({ kind: "epoch", log, moment: momentAt(run, run.history.length) });
              if (this.endsAfter === undefined || run.history.length <= this.endsAfter + 1e-9) return;
              this.pause();
              await this.turn(signal, () => tell({ kind: "rest", ...this.live!() }));
            },
          },
        ],
      },
    );
    const { history, state, stopped } = await fitted.finally(() => {
      this.live = undefined;
    });
    const epochs = history.length + (stopped ? state.batch / batches : 0);
    const done = stopped !== "interrupted";
    const found = done ? await diagnose(autoencoder, validation, { learned: train, runtime: this.runtime }) : [];
    const findings = found.map(({ kind, message, remedy }): Finding => ({ kind, line: message.worded(inWords), remedy }));
    return { history, state, moment: { epochs, weights: joinedWeights(autoencoder) }, done, findings };
  }

  /** Returns a checkpoint of the run under way, or undefined if there is none. */
  checkpoint(): Checkpoint | undefined {
    return this.live?.();
  }

  /** Ends the run after the present chunk of steps. */
  stop(): void {
    this.stopping?.abort();
    this.resume();
  }

  pause(): void {
    this.endsAfter = undefined;
    this.chunksLeft = 0;
    this.wake?.();
  }

  resume(): void {
    this.endsAfter = undefined;
    this.chunksLeft = Number.POSITIVE_INFINITY;
    this.wake?.();
  }

  /** Does one step and pauses. */
  step(): void {
    this.chunksLeft = 1;
    this.wake?.();
  }

  /** Trains to the end of the epoch, or of the next one after its last batch, and pauses. */
  toEpochEnd(): void {
    // It may rest after the last batch of an epoch that hasn't ended yet.
    const done = this.live?.().moment.epochs ?? 0;
    this.resume();
    this.endsAfter = done;
  }

  setSpeed(speed: Speed): void {
    this.speed = speed;
  }

  /** Lets messages arrive between two chunks, and waits while the run is paused. Calls `rest` before it waits. */
  private async turn(signal: AbortSignal, rest: () => void): Promise<void> {
    this.chunksLeft--;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      setTimeout(resolve, this.speed === "full" ? 0 : 1000 / this.speed);
    });
    if (this.chunksLeft <= 0 && !signal.aborted) rest();
    while (this.chunksLeft <= 0 && !signal.aborted)
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
  }
}
