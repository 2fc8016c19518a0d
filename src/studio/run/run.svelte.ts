import { type Autoencoder, type ExampleValues, families } from "../../autoencoders/index.ts";
import { valuesOf } from "../../autoencoders/plan/defaults.ts";
import { OptionError } from "../../core/errors.ts";
import type { NdArray } from "../../core/ndarray.ts";
import { counted } from "../../core/words.ts";
import type { Dataset } from "../../data/dataset.ts";
import { labelName } from "../../data/labels.ts";
import type { Opened } from "../../data/opened-files.ts";
import { split } from "../../data/split.ts";
import type { DeviceChoice } from "../../runtime/runtime.ts";
import type { EpochLog, Progress, TrainingState } from "../../training/index.ts";
import type { Backend, Finding, Moment, RunEnd, RunEvent, Speed } from "../engine/trainer.ts";
import { called, lineOf, openWorker } from "../engine/workers.ts";
import { joinedPictures, pictureSize } from "../parts/pictures.ts";
import { copied, firstRows } from "../parts/rows.ts";
import { autoencoderOf, type ExampleKind } from "../settings/recipe.ts";
import type { Settings } from "../settings/settings.ts";
import { withMoment } from "./moments.ts";

/** A point of the learning curve. */
export interface CurvePoint {
  readonly epochs: number;
  readonly loss: number;
  readonly valLoss?: number;
  /** The phase, if training has several; each phase has its own loss. */
  readonly phase?: number;
}

/** Returns the point of an epoch on the learning curve. */
export const pointOf = ({ loss, valLoss, phase }: EpochLog, epochs: number): CurvePoint => ({
  epochs,
  loss,
  ...(valLoss !== undefined && { valLoss }),
  ...(phase !== undefined && { phase }),
});

/** The previous run, to compare with. */
export interface EarlierRun {
  readonly name: string;
  readonly curve: readonly CurvePoint[];
}

/** Number of held-out examples in the picture and on the map of a stored run. */
const IN_PICTURE = 4;
const ON_MAP = 300;

export type Status = "opening" | "ready" | "running" | "paused" | "done" | "failed";

/** The parts of a run that are stored, so that it can continue when the page is opened again. */
export interface KeptRun {
  readonly settings: Settings;
  readonly curve: readonly CurvePoint[];
  readonly history: readonly EpochLog[];
  readonly moments: readonly Moment[];
  readonly state?: TrainingState;
  readonly done: boolean;
  /** Whether it was training: then it continues when the page opens. */
  readonly isRunning: boolean;
  /** Whether it comes from a saved model instead of a run of this page. */
  readonly isSaved?: boolean;
  /** The name of its dataset. */
  readonly dataName?: string;
  /** Some held-out examples, then their reconstructions, if they are pictures. */
  readonly picture?: NdArray;
  /** Places of some held-out examples on a map of their codings [n, 2], and the names of their labels. */
  readonly map?: { readonly positions: NdArray<"float32">; readonly labels?: readonly string[] };
}

/** A moment to export: its weights, the epochs before it and, for the present moment, the state that training needs to continue. */
export interface TakenMoment {
  readonly moment: Moment;
  readonly history: readonly EpochLog[];
  readonly state?: TrainingState;
}

/** A run: its settings and data, its progress and its moments. */
export class Run {
  settings = $state.raw<Settings>()!;
  status = $state<Status>("opening");
  /** The error message of a failed run, in one line. */
  problem = $state<string>();
  opened = $state.raw<Opened>();
  train = $state.raw<Dataset>();
  validation = $state.raw<Dataset>();
  progress = $state.raw<Progress>();
  history = $state.raw<readonly EpochLog[]>([]);
  curve = $state.raw<readonly CurvePoint[]>([]);
  warnings = $state.raw<readonly string[]>([]);
  /** The problems that were found with the trained model, once the run is done. */
  findings = $state.raw<readonly Finding[]>([]);
  moments = $state.raw<readonly Moment[]>([]);
  /** The index of the moment that is shown; undefined for the present. */
  picked = $state<number>();
  speed = $state<Speed>("full");
  before = $state.raw<EarlierRun>();
  /** Whether the present weights are those of a saved model. */
  isSaved = $state(false);
  /** The present weights, stored or not. */
  private present = $state.raw<Moment>();

  readonly shown = $derived(this.picked === undefined ? this.present : (this.moments[this.picked] ?? this.present));

  readonly viewer = openWorker("viewer");
  private readonly trainer = openWorker("trainer");
  /** The runtime that trains, once it is loaded. */
  backend = $state.raw<Backend>();
  /** The device that trains from the next run on. */
  device = $state<DeviceChoice>("cpu");
  /** Why the chosen device can't be used. */
  deviceProblem = $state<string>();
  private seen:
    | { readonly examples: Dataset["examples"]; readonly family: Settings["family"]; readonly values: ExampleValues }
    | undefined;
  private state: TrainingState | undefined;
  private underWay: Promise<RunEnd | undefined> | undefined;
  private ending: Promise<RunEnd | undefined> = Promise.resolve(undefined);
  /** Counts the networks that were opened. Results for an earlier number come too late and are dropped. */
  number = $state(0);
  /** Called from time to time with the run to store. */
  onKeep: ((kept: KeptRun) => void) | undefined;

  /** Whether the viewer has this run's network. */
  readonly isOpen = $derived(this.status !== "opening" && this.status !== "failed");
  /** The network of the settings: its layers and their sizes, without trained weights. */
  readonly network = $derived.by((): Autoencoder | undefined => {
    if (!this.isOpen) return undefined;
    return autoencoderOf(this.settings, this.kind);
  });

  /** The settings with the number of examples that the dataset has, which may be smaller than the requested number. */
  readonly made = $derived(this.opened && { ...this.settings, count: this.opened.dataset.examples.shape[0]! });

  constructor() {
    this.trainer.backend().then(
      (backend) => {
        this.backend = backend;
      },
      (error: unknown) => this.fail(error, this.number),
    );
  }

  /** Uses a device from the next run on, or the processor if there is no such device. */
  async useDevice(device: DeviceChoice): Promise<void> {
    this.device = device;
    this.deviceProblem = undefined;
    try {
      this.backend = await this.trainer.use(device);
    } catch (error) {
      this.device = "cpu";
      this.deviceProblem = lineOf(error);
    }
  }

  get kind(): ExampleKind {
    const { examples, table } = this.opened!.dataset;
    return { shape: examples.shape.slice(1), values: this.valuesOf(examples), ...(table && { table }) };
  }

  /** Returns the kind of the examples' values. It is found once per family, because this may take a pass over all examples. */
  private valuesOf(examples: Dataset["examples"]): ExampleValues {
    const { family } = this.settings;
    if (this.seen?.examples !== examples || this.seen.family !== family)
      this.seen = { examples, family, values: valuesOf(examples, families[family]) };
    return this.seen.values;
  }

  get dtype(): "uint8" | "float32" {
    return this.opened!.dataset.examples.dtype === "uint8" ? "uint8" : "float32";
  }

  /**
   * Opens settings and their data with a new network, or with that of a stored run.
   * @param onLeft called with the run that was open, as it ended, or undefined if none was open.
   * @returns whether it is open now and no other run was opened meanwhile.
   */
  async open(
    settings: Settings,
    data: Promise<Opened> | Opened,
    kept?: KeptRun,
    onLeft?: (left: KeptRun | undefined) => void,
  ): Promise<boolean> {
    const left = this.isOpen ? this.kept() : undefined;
    const number = ++this.number;
    if (this.settings) this.before = this.comparable(settings);
    this.settings = settings;
    this.status = "opening";
    this.problem = undefined;
    // If another run is opened meanwhile, errors of this data don't matter any more.
    if (data instanceof Promise) data.catch(() => undefined);
    const end = await this.end();
    onLeft?.(left && (await this.finished(left, end)));
    if (number !== this.number) return false;
    Object.assign(this, { progress: undefined, warnings: [], findings: [], picked: undefined, present: undefined });
    this.history = kept?.history ?? [];
    this.curve = kept?.curve ?? [];
    this.moments = kept?.moments ?? [];
    this.state = kept?.state;
    this.isSaved = kept?.isSaved ?? false;
    this.lastKept = kept;
    try {
      const opened = await data;
      if (number !== this.number) return false;
      // The curve of another file is no comparison.
      if (settings.data === "file" && this.opened?.dataset.name !== opened.dataset.name) this.before = undefined;
      this.opened = opened;
      const { train, validation } = split(opened.dataset, settings.validation);
      this.train = train;
      this.validation = validation;
      const first = await this.viewer.open({ settings, kind: this.kind, dtype: this.dtype });
      if (number !== this.number) return false;
      this.present = this.moments.at(-1) ?? { epochs: 0, weights: first };
      if (this.moments.length === 0) this.moments = [this.present];
      this.status = kept?.done ? "done" : kept?.state ? "paused" : "ready";
      return true;
    } catch (error) {
      this.fail(error, number);
      return false;
    }
  }

  /** The point of the learning curve at the moment that is shown; undefined before the end of the first epoch. */
  readonly shownPoint = $derived(this.curve.findLast(({ epochs }) => epochs <= (this.shown?.epochs ?? 0) + 1e-6));

  /** Starts or continues training. */
  run(): void {
    this.picked = undefined;
    if (this.underWay) void this.trainer.resume();
    else this.begin();
    this.status = "running";
  }

  pause(): void {
    void this.trainer.pause();
    if (this.status === "running") this.status = "paused";
  }

  /** Does one step of the optimizer. */
  step(): void {
    this.picked = undefined;
    if (!this.underWay) this.begin();
    void this.trainer.step();
    this.status = "paused";
  }

  /** Trains to the end of the epoch, or one epoch if it rests there. */
  epoch(): void {
    this.picked = undefined;
    if (!this.underWay) this.begin();
    void this.trainer.toEpochEnd();
    this.status = "running";
  }

  setSpeed(speed: Speed): void {
    this.speed = speed;
    void this.trainer.setSpeed(speed);
  }

  /** Shows the moment at an index of `moments`. The last one and undefined mean the present. */
  pick(place: number | undefined): void {
    this.picked = place === undefined || place >= this.moments.length - 1 ? undefined : place;
  }

  /** Returns the present run to compare the next one with, if both have the same data and the same loss. */
  private comparable(next: Settings): EarlierRun | undefined {
    const { curve, settings, before } = this;
    if (settings.data !== next.data || settings.loss !== next.loss) return undefined;
    return curve.length > 1 ? { name: nameOf(settings), curve } : before;
  }

  /** Returns the moment that is shown, to export it. */
  async taken(): Promise<TakenMoment> {
    const shown = this.shown!;
    if (this.picked !== undefined) return { moment: shown, history: this.history.slice(0, Math.floor(shown.epochs + 1e-6)) };
    const { number } = this;
    const live = this.underWay && (await this.trainer.checkpoint());
    expectOpen(this, number);
    if (live) return { ...live, history: live.state.history };
    const { history, state } = this;
    return { moment: this.present ?? shown, history, ...(state && { state }) };
  }

  private begin(): void {
    this.isSaved = false;
    this.findings = [];
    const { number, settings, state } = this;
    const from = state && this.present && { weights: this.present.weights, state };
    const start = {
      settings,
      kind: this.kind,
      train: copied(this.train!.examples as NdArray),
      validation: copied(this.validation!.examples as NdArray),
      ...(from && { from }),
    };
    const tell = called((event: RunEvent) => {
      if (number === this.number) this.hear(event);
    });
    this.underWay = this.trainer
      .run(start, tell)
      .then((end) => {
        if (number !== this.number) return end;
        this.state = end.state;
        this.history = end.history;
        this.findings = end.findings;
        this.take(end.moment, true);
        this.status = end.done ? "done" : "paused";
        this.keep();
        return end;
      })
      .catch((error: unknown) => {
        this.fail(error, number);
        return undefined;
      })
      .finally(() => {
        if (number === this.number) this.underWay = undefined;
      });
  }

  private hear(event: RunEvent): void {
    if (event.kind === "warning") {
      this.warnings = [...this.warnings, event.line];
      return;
    }
    if (event.kind === "checkpoint" || event.kind === "rest") {
      this.state = event.state;
      this.take(event.moment, true);
      if (event.kind === "rest" && this.status === "running") this.status = "paused";
      // A run may train a little more after it is told to pause. It is stored where it stops.
      if (event.kind === "rest" || this.status === "running") this.keep();
      return;
    }
    // A moment this far from the last one is stored even if no epoch ends.
    const isFar = (event.moment?.epochs ?? 0) - (this.moments.at(-1)?.epochs ?? 0) > 0.1;
    if (event.moment) this.take(event.moment, event.kind === "epoch" || isFar);
    if (event.kind === "progress") this.progress = event.progress;
    else {
      // A phase that starts again replaces its earlier epochs.
      const before = Math.round(event.moment.epochs) - 1;
      this.history = [...this.history.slice(0, before), event.log];
      this.curve = [...this.curve.filter(({ epochs }) => epochs <= before), pointOf(event.log, before + 1)];
    }
  }

  private take(moment: Moment, isKept: boolean): void {
    this.present = moment;
    if (!isKept) return;
    const picked = this.picked === undefined ? undefined : this.moments[this.picked];
    this.moments = withMoment(this.moments, moment);
    if (picked) this.picked = Math.max(0, this.moments.indexOf(picked));
  }

  /** The run as it was last stored. */
  lastKept: KeptRun | undefined;

  private keep(): void {
    this.lastKept = this.kept();
    this.onKeep?.(this.lastKept);
  }

  /** Returns a run that was left as it ended. */
  private finished(left: KeptRun, end: RunEnd | undefined): Promise<KeptRun> {
    if (!end) return this.withPicture(left);
    const { history, moment, state, done } = end;
    const curve = history.map((log, i) => pointOf(log, i + 1));
    return this.withPicture({ ...left, history, curve, state, done, moments: withMoment(left.moments, moment) });
  }

  /** Adds a picture of its reconstructions and a map of its codings to a run whose network is still open in the viewer. */
  async withPicture(kept: KeptRun): Promise<KeptRun> {
    const { examples, labels, classes } = this.validation!;
    const shown = firstRows(examples, IN_PICTURE);
    const { weights } = kept.moments.at(-1)!;
    try {
      const positions = await this.viewer.places(weights, firstRows(examples, ON_MAP));
      const names = labels && Array.from(labels.data.subarray(0, ON_MAP), (label) => labelName(label, classes));
      const isPicture = pictureSize(shown.shape.slice(1)) !== undefined;
      const pictures = isPicture ? [shown, (await this.viewer.reconstruct(weights, shown)).reconstructions] : [];
      return {
        ...kept,
        ...(isPicture && { picture: joinedPictures(...pictures) }),
        ...(positions && { map: { positions, ...(names && { labels: names }) } }),
      };
    } catch {
      return kept;
    }
  }

  private kept(): KeptRun {
    const { settings, curve, history, moments, state, status, isSaved } = this;
    return {
      settings,
      curve,
      history,
      moments,
      isRunning: status === "running",
      done: status === "done",
      isSaved,
      dataName: this.opened!.dataset.name,
      ...(state && { state }),
    };
  }

  /** Ends the run under way. A network that is opened meanwhile also waits for the end, so that two runs never train at the same time. */
  private end(): Promise<RunEnd | undefined> {
    const { underWay, ending } = this;
    this.underWay = undefined;
    if (!underWay) return ending.then(() => undefined);
    this.ending = ending.then(async () => {
      await this.trainer.stop().catch(() => undefined);
      return underWay;
    });
    return this.ending;
  }

  private fail(error: unknown, number: number): void {
    if (number !== this.number) return;
    this.problem = lineOf(error);
    this.status = "failed";
  }
}

/** @throws OptionError if another network has been opened since the run had this number, because the earlier weights don't fit it. */
export function expectOpen(run: Run, number: number): void {
  if (number !== run.number)
    throw new OptionError("Another model was opened in the meantime. Try again with the model that is open now.");
}

/** Returns the name of a run for comparisons with another one. */
export const nameOf = ({ family, codings, layers }: Settings): string =>
  layers ? `${family}, edited layers` : `${family}, ${counted(codings, "coding", "codings")}`;
