import type { FamilyName, LoadedAutoencoder, Remedy } from "../../autoencoders/index.ts";
import { OptionError, ShapeError } from "../../core/errors.ts";
import { sampleOf } from "../../core/rows.ts";
import { counted } from "../../core/words.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { DroppedFile } from "../../data/dropped.ts";
import type { Opened } from "../../data/opened-files.ts";
import { first } from "../../data/split.ts";
import { recipeIn } from "../../recipes/saved.ts";
import { asModelTakes, heldOutAs } from "../data/held-out-as.ts";
import { dataOf, lookForMachine, MACHINE, type Machine, machineFile, machineModel, machineSet } from "../data/machine.ts";
import { sets } from "../data/sets.ts";
import { joinedWeights } from "../engine/viewing.ts";
import { lineOf, readIn } from "../engine/workers.ts";
import { areSame, fromParameters, ignoredIn, toParameters } from "../settings/address.ts";
import { type SavedOptions, settingsOf } from "../settings/from-model.ts";
import { defaultsOf, PLANNED, plannedSettings, type Settings } from "../settings/settings.ts";
import { OpenFile } from "./open-file.svelte.ts";
import { route } from "./route.svelte.ts";
import { type KeptRun, pointOf, Run } from "./run.svelte.ts";
import { claimRun, fileOf, keepFile, keepRun, moveTo, ownRun, readRun } from "./storage.ts";
import { modelFileIn, viewed } from "./viewed-model.svelte.ts";

/** Number of earlier runs that stay in memory. The moments of each may take forty megabytes. */
const MOST_EARLIER = 3;
/** Number of examples that a training plan is based on. */
const LOOKED_AT = 2000;

/** A run that was open before. */
interface Left {
  readonly kept: KeptRun;
  /** Its id in the storage. */
  readonly id: Promise<string | undefined>;
  /** Opens its file again. */
  readonly reopenFile: () => void;
}

/** Options of a run to open. */
interface Opening extends Partial<Left> {
  /** Whether the browser's back button leads to the previous run. */
  readonly isNew?: boolean;
  /** Whether this tab has the stored run already. */
  readonly isStored?: boolean;
  /** The file of the run, if it is opened with the run. */
  readonly file?: Opened | undefined;
}

/** The page's run and its settings, which come from the address, from the browser's storage or from the user. */
export class Studio {
  readonly run = new Run();
  /** The file that was dropped on the page. */
  readonly file = new OpenFile();
  /** The last problem, such as a file that can't be read, in one line. */
  problem = $state<string>();
  /** The files that are being read and their size, or "" if they are known. */
  reading = $state<string>();
  /** The models and files of the machine that serves the page. */
  machine = $state.raw<Machine>();
  /** The machine's dataset that was opened last, so that other settings don't transfer it again. */
  private machineData: { readonly data: string; readonly dataset: Promise<Dataset> } | undefined;
  /** A model that was opened without its data, and waits for examples. */
  private model: LoadedAutoencoder | undefined;
  /** Earlier runs by the address of their settings, so that going back restores them. */
  private readonly earlier = new Map<string, Left>();
  /** The run that the present one replaced, which Undo opens again. */
  left = $state.raw<Left>();
  /** The last write to the storage. Writes are done one after the other. */
  private keeping: Promise<unknown> = Promise.resolve();
  private isWarned = false;

  constructor() {
    let newest: KeptRun;
    this.run.onKeep = (kept) => {
      newest = kept;
      const { number } = this.run;
      // Steps may be faster than writes, so only the newest state is written.
      void this.write(async () => {
        if (kept === newest && number === this.run.number) await keepRun(await this.run.withPicture(kept));
      });
    };
  }

  get settings(): Settings {
    return this.run.settings;
  }

  /** Opens the settings of the address, or the stored run if the address names none or the same ones. New runs and runs that were training start at once. */
  async begin(): Promise<void> {
    const { parameters } = route.place;
    this.machine = await lookForMachine().catch((error) => {
      this.problem = lineOf(error);
      return undefined;
    });
    const model = parameters.get("model") ?? this.firstModel();
    const isAsked = [...parameters.keys()].some((name) => name !== "model");
    // This tab takes a closed tab's run only if it continues it.
    const kept = await claimRun((settings) =>
      isAsked ? areSame(settings, fromParameters(parameters)) : model === undefined,
    ).catch(() => undefined);
    if (model !== undefined && (await this.openMachineModel(model))) return;
    this.file.opened = await fileOf().catch(() => undefined);
    // The user may have gone to another page meanwhile.
    const { parameters: present } = route.place;
    const asked = isAsked || !kept || present !== parameters ? fromParameters(present) : kept.settings;
    const isKept = kept !== undefined && areSame(kept.settings, asked);
    if (isAsked) this.problem = ignoredIn(present, asked) ?? this.problem;
    const isOpen = await this.open(asked, isKept ? { kept, isStored: true } : {});
    if (isOpen && (isKept ? kept.isRunning : true)) this.start();
  }

  /** Starts training, if the run is ready or paused. */
  private start(): void {
    if (this.run.status === "ready" || this.run.status === "paused") this.run.run();
  }

  /** Opens a new run with some settings changed. It trains at once, unless the previous run was paused. */
  async change(changed: Partial<Settings>): Promise<void> {
    const isHeld = this.run.status === "paused" || this.run.status === "ready";
    const isOpen = await this.open({ ...this.settings, ...changed }, { isNew: true });
    if (isOpen && !isHeld) this.start();
  }

  /** Trains with the options that fix a problem of the model. The number of codings stays the same if the family changes. */
  followRemedy({ family, ...changed }: Remedy): Promise<void> {
    return family ? this.chooseFamily(family, { codings: this.settings.codings, ...changed }) : this.change(changed);
  }

  /** Changes the family and uses its defaults, with the same data and seed. */
  async chooseFamily(family: FamilyName, changed: Partial<Settings> = {}): Promise<void> {
    const { data, seed, count } = this.settings;
    const { dataset } = this.run.opened ?? {};
    const unset = Object.fromEntries(PLANNED.map((name) => [name, undefined]));
    const planned = data === "file" && dataset ? await this.plannedFor(dataset, family) : {};
    const fresh = { ...defaultsOf(family, data), ...unset, ...planned, seed, count, start: undefined, layers: undefined };
    return this.change({ ...fresh, ...changed });
  }

  /** Changes the data and uses the family's defaults for it. Trains at once. */
  async chooseData(data: string, family?: FamilyName): Promise<void> {
    const chosen =
      family ?? (data === "points-3d" ? "linear" : this.settings.family === "linear" ? "stacked" : this.settings.family);
    if (await this.open({ ...defaultsOf(chosen, data), seed: this.settings.seed }, { isNew: true })) this.start();
  }

  /** Opens a data file of the machine. */
  async openMachineFile(path: string): Promise<void> {
    const file = this.machine?.files.find((one) => one.path === path);
    if (file) await this.take([machineFile(file)]);
    else
      this.problem = `There is no file ${path} in this folder. Start codings studio in the folder of the file, or drop the file on this page.`;
  }

  /** Opens a model of the machine, with its own data if the machine has it. @returns whether the model is open now. */
  async openMachineModel(path: string): Promise<boolean> {
    const model = this.machine?.models.find((one) => one.path === path);
    if (!model) {
      this.problem = `There is no model ${path} in this folder. ${this.machine ? "Choose another model from the list." : 'Open the address that "codings studio" prints in that folder, or drop the model folder on this page.'}`;
      return false;
    }
    const before = this.run.opened;
    // A training process may have saved the model between the reading of two files. Reading them again gets matching files.
    if (!(await this.take(machineModel(model), model.data))) await this.take(machineModel(model), model.data);
    return this.run.opened !== before && this.problem === undefined;
  }

  /** Returns the model that `codings studio` was started with, once per tab. */
  private firstModel(): string | undefined {
    const first = this.machine?.first;
    if (first === undefined || [...route.place.parameters].length > 0 || sessionStorage.getItem("first") === first)
      return undefined;
    sessionStorage.setItem("first", first);
    return first;
  }

  /**
   * Opens files that were dropped or chosen: examples, or a model.
   * @returns false if they can't be opened. The page then shows the reason, and nothing else changes.
   * @param trainedOn name of the data that a model was trained on, if it is known more precisely than in the model itself.
   */
  take(files: readonly DroppedFile[], trainedOn?: string): Promise<boolean> {
    return this.whileReading(async () => {
      const model = modelFileIn(files);
      if (model) {
        await viewed.open(model.path, await model.bytes());
        if (route.place.page !== "model") route.go({ page: "model" });
        return;
      }
      const found = await readIn(files);
      const isOfModel = found.kind === "model" || this.model !== undefined;
      if (found.kind === "model") await this.takeModel(found.files, trainedOn);
      else await this.chooseFile(found);
      this.file.cameFrom(isOfModel ? undefined : files);
    }, whatIn(files));
  }

  /** Opens the present table in a new run, read again (`readAgain`) or with another label (`labelledBy`). @returns false if that fails. */
  reopen(open: (file: OpenFile) => Promise<Opened | undefined>): Promise<boolean> {
    return this.whileReading(async () => {
      const opened = await open(this.file);
      if (opened) await this.chooseFile(opened);
    });
  }

  /** Does some work on files. @returns false if it fails. The page then shows the reason in one line. */
  private async whileReading(work: () => Promise<void>, what = ""): Promise<boolean> {
    this.problem = undefined;
    this.reading = what;
    try {
      await work();
      return true;
    } catch (error) {
      this.problem = lineOf(error);
      return false;
    } finally {
      this.reading = undefined;
    }
  }

  /** Opens examples from a file. A model that waits for examples gets them; otherwise a new network is trained at once. */
  private async chooseFile(opened: Opened): Promise<void> {
    const waiting = this.model;
    if (waiting) {
      this.model = undefined;
      await this.openModel(waiting, opened);
      return;
    }
    const isOpen = await this.open(await this.settingsFor(opened), { isNew: true, file: opened });
    if (route.place.page === "start") route.go({ page: "work", tab: "learn" });
    if (isOpen) this.start();
  }

  private async settingsFor({ dataset }: Opened): Promise<Settings> {
    const { examples, table } = dataset;
    const [count = 0, ...shape] = examples.shape;
    const base = { ...defaultsOf("stacked", "file"), count };
    if (count < 4)
      throw new OptionError(
        `${dataset.name} has ${count} ${count === 1 ? "example" : "examples"}, but training needs at least 4, because some are held out. Open a file with more.`,
      );
    const planned = await this.plannedFor(dataset, base.family);
    const isRows = table !== undefined || (shape.length === 1 && examples.dtype === "float32");
    return { ...base, ...planned, ...(isRows && { validation: 0.1 }) };
  }

  /** Returns the settings that the examples of a dataset choose for a family; none if they are images as in the lecture. */
  private async plannedFor({ examples, table }: Dataset, family: FamilyName): Promise<Partial<Settings>> {
    const [count] = examples.shape as readonly [number];
    const { values, choices } = await this.run.viewer.plan(sampleOf(examples, LOOKED_AT), count, family, table);
    return values === "lecture" ? {} : plannedSettings(choices);
  }

  /** Opens a model folder with the data that it was trained on. If that data isn't available, the model waits for examples. */
  private async takeModel(files: Readonly<Record<string, Uint8Array>>, trainedOn?: string): Promise<void> {
    const { autoencoderFrom } = await import("../../autoencoders/index.ts");
    const model = autoencoderFrom(files);
    const { data: saved, fingerprint, count } = model.config.options as { data?: unknown; fingerprint?: string; count?: number };
    const data = trainedOn ?? saved;
    // Another file may have the same name. Only the server has compared the contents with the fingerprint.
    const isThere = trainedOn !== undefined || fingerprint === undefined;
    // The page trains on a part of a built-in dataset, the command line on all of it.
    const isPartOfSet = count !== undefined && typeof data === "string" && Object.hasOwn(sets, data);
    const own = typeof data === "string" && isThere && !isPartOfSet ? dataOf(this.machine, data) : undefined;
    if (own && "set" in own) {
      await this.openModel(model, { dataset: await this.machineSet(own.set) }, own.set);
      return;
    }
    if (own) {
      const found = await readIn([machineFile(own.file)]);
      if (found.kind === "dataset") {
        await this.openModel(model, found);
        return;
      }
    }
    if (typeof data === "string" && Object.hasOwn(sets, data)) {
      // Models that were trained in the page store the number of their examples; those of the command line were trained on all.
      const most = count ?? defaultsOf("stacked", data).count;
      await this.openModel(model, { dataset: await sets[data]!(most, model.config.seed) }, data);
      return;
    }
    this.model = model;
    this.problem = `The model is loaded, but its data isn't. It was trained on ${typeof data === "string" ? data : "other data"}. Open that file, or other examples of the same kind.`;
  }

  private async openModel({ autoencoder, config, state }: LoadedAutoencoder, opened: Opened, data = "file"): Promise<void> {
    const shape = autoencoder.trained.model.inputExampleShape;
    const options = recipeIn(config.options) as SavedOptions;
    const given = await asModelTakes(autoencoder, opened, { ...options, seed: config.seed });
    const found = given.dataset.examples.shape.slice(1);
    if (found.join() !== shape.join())
      throw new ShapeError(
        `The model needs examples of the shape ${shape.join(" x ")}, but those of ${given.dataset.name} have the shape ${found.join(" x ")}. Open examples of the same kind.`,
      );
    const count = given.dataset.examples.shape[0]!;
    const { heldOut, examples } = given.dataset;
    const held = heldOut ?? options.validation;
    const settings = {
      ...settingsOf(autoencoder, options, data),
      count,
      // Holds out the same rows as in training.
      ...(held !== undefined && held > 0 && held < examples.shape[0]! && { validation: held < 1 ? held : held / count }),
    };
    const { history } = autoencoder;
    const done = history.length >= settings.epochs * autoencoder.phaseCount || !state;
    const curve = history.map((log, i) => pointOf(log, i + 1));
    const moment = { epochs: history.length, weights: joinedWeights(autoencoder) };
    const kept: KeptRun = { settings, curve, history, moments: [moment], done, state, isRunning: false, isSaved: true };
    await this.open(settings, { kept, isNew: true, ...(data === "file" && { file: given }) });
    if (route.place.page === "start") route.go({ page: "work", tab: "codings" });
  }

  /** Trains a finished run for the family's default number of epochs more. */
  goOn(): void {
    const { family, data, epochs } = this.settings;
    this.run.settings = { ...this.settings, epochs: epochs + defaultsOf(family, data).epochs };
    this.run.run();
    route.go({ parameters: toParameters(this.settings) }, { replace: true });
  }

  /** Starts the run again with the same settings. */
  async reset(): Promise<void> {
    await this.open(this.settings);
    this.earlier.delete(toParameters(this.settings).toString());
  }

  /** Opens the run again that the present one replaced. */
  async undo(): Promise<void> {
    const { left } = this;
    if (left && (await this.open(left.kept.settings, { ...left, isNew: true })) && left.kept.isRunning) this.start();
  }

  /** Opens a run of the list of stored runs. @returns false if it isn't there any more. */
  async openStored(id: string): Promise<boolean> {
    const [kept, file] = await Promise.all([readRun(id), fileOf(id)]);
    if (!kept) {
      this.problem = "A part of this run is no longer in the storage of this browser. Delete the run.";
      return false;
    }
    const reopenFile = () => {
      if (!file) return;
      this.file.opened = file;
      this.file.cameFrom(undefined);
    };
    return this.open(kept.settings, { kept, id: Promise.resolve(id), isNew: true, reopenFile });
  }

  /** Opens the settings of an address or a lesson. Trains at once. */
  async follow(settings: Settings): Promise<void> {
    if (this.settings && areSame(settings, this.settings)) return;
    const left = this.earlier.get(toParameters(settings).toString());
    const isOpen = await this.open(settings, { ...left });
    if (isOpen && (left?.kept.isRunning ?? true)) this.start();
  }

  /** Opens a run. The one that was open stays stored, and Undo leads back to it. */
  private open(
    settings: Settings,
    { kept, id, isNew = false, isStored = false, file, reopenFile }: Opening = {},
  ): Promise<boolean> {
    const before = { id: this.write(async () => ownRun()), reopenFile: this.file.remembered() };
    if (this.run.lastKept) this.remember({ ...before, kept: this.run.lastKept });
    reopenFile?.();
    if (file) this.file.opened = file;
    route.go({ parameters: toParameters(settings) }, { replace: !isNew });
    return this.run.open(settings, this.load(settings), kept, (left) => {
      if (left && left.moments.at(-1)!.epochs > 0) {
        this.remember({ ...before, kept: left });
        void this.write(() => keepRun(left, true));
      }
      if (!isStored) void this.write(async () => moveTo(await id));
      if (file) void this.write(() => keepFile(file));
      if (kept && !isStored) void this.write(() => keepRun(kept));
    });
  }

  /** Remembers a run that another one replaces, so that going back and Undo restore it. */
  private remember(left: Left): void {
    const key = toParameters(left.kept.settings).toString();
    this.left = left;
    this.earlier.delete(key);
    this.earlier.set(key, left);
    const [oldest] = this.earlier.keys();
    if (this.earlier.size > MOST_EARLIER && oldest !== undefined) this.earlier.delete(oldest);
  }

  private async load({ data, count, seed, validation }: Settings): Promise<Opened> {
    if (data === "file") {
      const { opened } = this.file;
      if (!opened) throw new OptionError("The file of this run is no longer available. Open it again.");
      return heldOutAs(opened, validation);
    }
    const isMachine = data.startsWith(MACHINE);
    if (!isMachine && !Object.hasOwn(sets, data))
      throw new OptionError(`There is no dataset called "${data}". Choose ${Object.keys(sets).join(", ")}, or open a file.`);
    const dataset = await (isMachine ? this.machineSet(data) : sets[data]!(count, seed));
    return { dataset: dataset.examples.shape[0]! > count ? first(dataset, count) : dataset };
  }

  private machineSet(data: string): Promise<Dataset> {
    if (this.machineData?.data === data) return this.machineData.dataset;
    const dataset = machineSet(this.machine, data);
    this.machineData = { data, dataset };
    dataset.catch(() => {
      this.machineData = undefined;
    });
    return dataset;
  }

  /** Writes to the browser's storage, one write after the other. Only the first failure is shown as a problem. */
  private write<T>(work: () => Promise<T>): Promise<T | undefined> {
    const written = this.keeping.then(work).catch((error: unknown) => {
      if (this.isWarned) return undefined;
      this.isWarned = true;
      const { name, message } = error as Error;
      const why =
        name === "QuotaExceededError"
          ? "The storage of this browser is full"
          : `The storage of this browser can't be used (${message})`;
      this.problem = `${why}, so the run is lost when this tab is closed or reloaded. Delete runs on the page "Runs", or save the model in the tab "Export".`;
      return undefined;
    });
    this.keeping = written;
    return written;
  }
}

/** Describes files: "people.csv, 26.5 MB". */
function whatIn(files: readonly DroppedFile[]): string {
  const megabytes = files.reduce((sum, { size }) => sum + size, 0) / 1e6;
  return `${files.length === 1 ? files[0]!.path : counted(files.length, "file")}, ${megabytes < 0.1 ? "less than 0.1" : megabytes.toFixed(1)} MB`;
}

export const studio = new Studio();
