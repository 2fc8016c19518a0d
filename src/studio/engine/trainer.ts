import { diagnose, type Remedy } from "../../autoencoders/index.ts";
import type { NdArray } from "../../core/ndarray.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { fitByRecipe } from "../../tasks/train.ts";
import type { EpochLog, Progress, Run, TrainingState } from "../../training/index.ts";
import { autoencoderOf, type ExampleKind, recipeOf } from "../settings/recipe.ts";
import type { Settings } from "../settings/settings.ts";
import { inWords } from "./in-words.ts";
import { joinedWeights, setJoinedWeights } from "./viewing.ts";

/** What a run is made of. */
export interface RunStart {
  readonly settings: Settings;
  readonly kind: ExampleKind;
  readonly train: NdArray;
  readonly validation: NdArray;
  /** Where an earlier part of the run stopped: all weights, and what it takes to go on. */
  readonly from?: { readonly weights: Float32Array; readonly state: TrainingState };
}

/** What trains: the runtime, its threads, and whether this page may have threads. */
export interface Backend extends Pick<Runtime, "name" | "threads"> {
  readonly isIsolated: boolean;
}

/** How fast it trains: as fast as it can, or so many steps a second, for people to follow. */
export type Speed = "full" | number;

/** A run at a moment. */
export interface Moment {
  /** Epochs done, with the part of the one under way; of a training in phases those before it count. */
  readonly epochs: number;
  /** All weights, one behind the other. */
  readonly weights: Float32Array;
}

export type RunEvent =
  | { readonly kind: "progress"; readonly progress: Progress; readonly moment?: Moment }
  | { readonly kind: "epoch"; readonly log: EpochLog; readonly moment: Moment }
  | { readonly kind: "checkpoint"; readonly state: TrainingState; readonly moment: Moment }
  | { readonly kind: "rest"; readonly state: TrainingState; readonly moment: Moment }
  | { readonly kind: "warning"; readonly line: string };

/** A moment, and what it takes to go on from it. */
export interface Checkpoint {
  readonly moment: Moment;
  readonly state: TrainingState;
}

/** What isn't good about what was learned, in the page's words, and the options that mend it. */
export interface Finding {
  readonly line: string;
  readonly remedy: Remedy;
}

export interface RunEnd extends Checkpoint {
  /** None of a run that isn't done. */
  readonly findings: readonly Finding[];
  readonly history: readonly EpochLog[];
  /** Whether all epochs are done. */
  readonly done: boolean;
}

/** A moment is sent this often while it trains, at most. */
const MOMENT_MILLISECONDS = 150;
/** What it takes to go on after the page was closed is sent this often, at most. */
const CHECKPOINT_MILLISECONDS = 3000;
/** Short enough that a press of a key is heard at once. */
const CHUNK_SECONDS = 0.05;

/** Trains one autoencoder at a time; the page asks it from outside of its thread. */
export class Trainer {
  private readonly runtime: Runtime;
  private stopping: AbortController | undefined;
  private speed: Speed = "full";
  /** Chunks that may be done before it pauses. */
  private chunksLeft = Number.POSITIVE_INFINITY;
  private wake: (() => void) | undefined;
  /** Of the run under way. */
  private live: (() => Checkpoint) | undefined;

  constructor(runtime: Runtime) {
    this.runtime = runtime;
  }

  /** What it trains with. */
  backend(): Backend {
    const { name, threads } = this.runtime;
    return { name, threads, isIsolated: globalThis.crossOriginIsolated };
  }

  /** Trains until all epochs are done, or `stop`. @throws what training throws. */
  async run(
    { settings, kind, train, validation, from }: RunStart,
    tell: (event: RunEvent) => void | Promise<void>,
  ): Promise<RunEnd> {
    const recipe = recipeOf(settings, kind);
    const autoencoder = autoencoderOf(settings, kind);
    if (from) setJoinedWeights(autoencoder, from.weights);
    this.stopping = new AbortController();
    // A run that ended while it was paused, or in single steps, leaves no pause to the next one.
    this.chunksLeft = Number.POSITIVE_INFINITY;
    const { signal } = this.stopping;
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
              // Heard before anything else is done: the run's end comes by another way, which may be shorter.
              await tell({ kind: "epoch", log, moment: momentAt(run, run.history.length) });
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
    const findings = found.map(({ message, remedy }): Finding => ({ line: message.worded(inWords), remedy }));
    return { history, state, moment: { epochs, weights: joinedWeights(autoencoder) }, done, findings };
  }

  /** The run under way as it is now; undefined where there is none. */
  checkpoint(): Checkpoint | undefined {
    return this.live?.();
  }

  /** Ends the run after this chunk of steps, in good order. */
  stop(): void {
    this.stopping?.abort();
    this.resume();
  }

  pause(): void {
    this.chunksLeft = 0;
    this.wake?.();
  }

  resume(): void {
    this.chunksLeft = Number.POSITIVE_INFINITY;
    this.wake?.();
  }

  /** One step, then a pause. */
  step(): void {
    this.chunksLeft = 1;
    this.wake?.();
  }

  setSpeed(speed: Speed): void {
    this.speed = speed;
  }

  /** Lets messages in between two chunks; waits while the run is paused. `rest` is called before it waits. */
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
