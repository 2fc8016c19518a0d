import type { FamilyName, LoadedAutoencoder, Remedy } from "../../autoencoders/index.ts";
import { OptionError, ShapeError } from "../../core/errors.ts";
import { sampleOf } from "../../core/rows.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { DroppedFile } from "../../data/dropped.ts";
import type { Opened } from "../../data/opened-files.ts";
import { first } from "../../data/split.ts";
import { recipeIn } from "../../recipes/saved.ts";
import { asModelTakes, heldOutAs } from "../data/held-out-as.ts";
import { dataOf, lookForMachine, MACHINE, type Machine, machineFile, machineModel, machineSet } from "../data/machine.ts";
import { sets } from "../data/sets.ts";
import { joinedWeights } from "../engine/viewing.ts";
import { lineOf } from "../engine/workers.ts";
import { areSame, fromParameters, ignoredIn, toParameters } from "../settings/address.ts";
import { type SavedOptions, settingsOf } from "../settings/from-model.ts";
import { defaultsOf, PLANNED, plannedSettings, type Settings } from "../settings/settings.ts";
import { OpenFile, readFiles } from "./open-file.svelte.ts";
import { route } from "./route.svelte.ts";
import { type KeptRun, pointOf, Run } from "./run.svelte.ts";
import { claimRun, forgetRun, keepFile, keepRun, keptFile, replaceRun } from "./storage.ts";

/** Runs that are remembered beside the present one: each may be forty megabytes of moments. */
const MOST_EARLIER = 3;
/** Examples by which a training is planned. */
const LOOKED_AT = 2000;

/** The page's one run, its settings, and where they come from: the address, what was kept, what a person changes. */
export class Studio {
  readonly run = new Run();
  /** What was dropped on the page. */
  readonly file = new OpenFile();
  /** What was wrong with what was dropped, in one line. */
  problem = $state<string>();
  reading = $state(false);
  /** What the machine that serves the page has. */
  machine = $state.raw<Machine>();
  /** The machine's set that was opened last: it needn't come again for other settings. */
  private machineData: { readonly data: string; readonly dataset: Promise<Dataset> } | undefined;
  /** A model that waits for examples. */
  private model: LoadedAutoencoder | undefined;
  /** Runs that were left, by their settings' address: going back leads to them as they were. */
  private readonly earlier = new Map<string, KeptRun>();
  /** What is kept is written one after the other. */
  private keeping: Promise<unknown> = Promise.resolve();
  private isWarned = false;

  constructor() {
    let newest: KeptRun;
    this.run.onKeep = (kept) => {
      newest = kept;
      // Steps may come faster than they are written.
      this.write(async () => kept === newest && keepRun(kept));
    };
  }

  get settings(): Settings {
    return this.run.settings;
  }

  /** Opens what the address says; or, where it says nothing or the same, the run that was kept. Trains at once, unless one was kept. */
  async begin(): Promise<void> {
    const { parameters } = route.place;
    this.machine = await lookForMachine();
    const model = parameters.get("model") ?? this.firstModel();
    const isAsked = [...parameters.keys()].some((name) => name !== "model");
    // This tab takes a closed tab's run only if it goes on with it.
    const kept = await claimRun((settings) =>
      isAsked ? areSame(settings, fromParameters(parameters)) : model === undefined,
    ).catch(() => undefined);
    if (model !== undefined && (await this.openMachineModel(model))) return;
    this.file.opened = await keptFile().catch(() => undefined);
    // People may have gone on to another page until now.
    const { parameters: present } = route.place;
    const asked = isAsked || !kept || present !== parameters ? fromParameters(present) : kept.settings;
    const isKept = kept !== undefined && areSame(kept.settings, asked);
    if (isAsked) this.problem = ignoredIn(present, asked);
    const isOpen = await this.open(asked, isKept ? { kept, isStored: true } : {});
    if (isOpen && (isKept ? kept.isRunning : true)) this.start();
  }

  /** Trains, where that can be. */
  private start(): void {
    if (this.run.status === "ready" || this.run.status === "paused") this.run.run();
  }

  /** Takes other settings: a new run, which trains at once, unless the one before was paused. */
  async change(changed: Partial<Settings>): Promise<void> {
    const isHeld = this.run.status === "paused" || this.run.status === "ready";
    const isOpen = await this.open({ ...this.settings, ...changed }, { isNew: true });
    if (isOpen && !isHeld) this.start();
  }

  /** Trains with the options that mend what was found wrong. Another family keeps the number of codings. */
  followRemedy({ family, ...changed }: Remedy): Promise<void> {
    return family ? this.chooseFamily(family, { codings: this.settings.codings, ...changed }) : this.change(changed);
  }

  /** Another family with its own defaults, for the same data and seed. */
  async chooseFamily(family: FamilyName, changed: Partial<Settings> = {}): Promise<void> {
    const { data, seed, count } = this.settings;
    const { dataset } = this.run.opened ?? {};
    const unset = Object.fromEntries(PLANNED.map((name) => [name, undefined]));
    const planned = data === "file" && dataset ? await this.plannedFor(dataset, family) : {};
    const fresh = { ...defaultsOf(family, data), ...unset, ...planned, seed, count, start: undefined, layers: undefined };
    return this.change({ ...fresh, ...changed });
  }

  /** Other data, and the system's defaults for it. Trains at once. */
  async chooseData(data: string, family?: FamilyName): Promise<void> {
    const chosen =
      family ?? (data === "points-3d" ? "linear" : this.settings.family === "linear" ? "stacked" : this.settings.family);
    if (await this.open({ ...defaultsOf(chosen, data), seed: this.settings.seed }, { isNew: true })) this.start();
  }

  /** A data file of the machine, by its path. */
  async openMachineFile(path: string): Promise<void> {
    const file = this.machine?.files.find((one) => one.path === path);
    if (file) await this.take([machineFile(file)]);
  }

  /** A model of the machine, by its path, with its own data where that is here too. Whether it is open then. */
  async openMachineModel(path: string): Promise<boolean> {
    const model = this.machine?.models.find((one) => one.path === path);
    if (!model) {
      this.problem = `There is no model ${path} here. ${this.machine ? "Choose another of this folder's." : 'Open the page with "codings studio", or drop the model\'s folder.'}`;
      return false;
    }
    const before = this.run.opened;
    // A training may have saved between two of the files: read again, they are of one model.
    if (!(await this.take(machineModel(model), model.data))) await this.take(machineModel(model), model.data);
    return this.run.opened !== before && this.problem === undefined;
  }

  /** The model that the machine's studio was begun with, once a tab. */
  private firstModel(): string | undefined {
    const first = this.machine?.first;
    if (first === undefined || [...route.place.parameters].length > 0 || sessionStorage.getItem("first") === first)
      return undefined;
    sessionStorage.setItem("first", first);
    return first;
  }

  /**
   * Opens files that were dropped on the page or chosen: examples, or a model.
   * @returns false if something is wrong with them. The page then shows what, and nothing else changes.
   * @param told of a model, what it was trained on, where that is known better than the model itself does.
   */
  take(files: readonly DroppedFile[], told?: string): Promise<boolean> {
    return this.whileReading(async () => {
      const found = await readFiles(files);
      const isOfModel = found.kind === "model" || this.model !== undefined;
      if (found.kind === "model") await this.takeModel(found.files, told);
      else await this.chooseFile(found);
      this.file.cameFrom(isOfModel ? undefined : files);
    });
  }

  /** Opens the table at hand as it is read again (`readAgain`), or with another label (`labelledBy`): a new run. @returns false if something is wrong with that. */
  reopen(open: (file: OpenFile) => Promise<Opened | undefined>): Promise<boolean> {
    return this.whileReading(async () => {
      const opened = await open(this.file);
      if (opened) await this.chooseFile(opened);
    });
  }

  /** Works on files. @returns false if something is wrong with them, which the page then shows in a line. */
  private async whileReading(work: () => Promise<void>): Promise<boolean> {
    this.problem = undefined;
    this.reading = true;
    try {
      await work();
      return true;
    } catch (error) {
      this.problem = lineOf(error);
      return false;
    } finally {
      this.reading = false;
    }
  }

  /** Examples from a file: a network that fits them learns at once; or the model that waits for them goes on where it was. */
  private async chooseFile(opened: Opened): Promise<void> {
    const waiting = this.model;
    if (waiting) {
      this.model = undefined;
      await this.openModel(waiting, opened);
      return;
    }
    const settings = await this.settingsFor(opened);
    this.file.opened = opened;
    this.write(() => keepFile(opened));
    const isOpen = await this.open(settings, { isNew: true });
    if (route.place.page === "start") route.go({ page: "work", tab: "learn" });
    if (isOpen) this.start();
  }

  private async settingsFor({ dataset }: Opened): Promise<Settings> {
    const { examples, table } = dataset;
    const [count = 0, ...shape] = examples.shape;
    const base = { ...defaultsOf("stacked", "file"), count };
    if (count < 4)
      throw new OptionError(`${dataset.name} has ${count} examples; to learn and to hold some out, give four at least.`);
    const planned = await this.plannedFor(dataset, base.family);
    const isRows = table !== undefined || (shape.length === 1 && examples.dtype === "float32");
    return { ...base, ...planned, ...(isRows && { validation: 0.1 }) };
  }

  /** The settings that a dataset's examples choose for a family; none where they are like the lecture's images. */
  private async plannedFor({ examples, table }: Dataset, family: FamilyName): Promise<Partial<Settings>> {
    const [count] = examples.shape as readonly [number];
    const { values, choices } = await this.run.viewer.plan(sampleOf(examples, LOOKED_AT), count, family, table);
    return values === "lecture" ? {} : plannedSettings(choices);
  }

  /** A model folder's files: it is opened with the data that it was trained on, where that is at hand; else it waits for some. */
  private async takeModel(files: Readonly<Record<string, Uint8Array>>, told?: string): Promise<void> {
    const { autoencoderFrom } = await import("../../autoencoders/index.ts");
    const model = autoencoderFrom(files);
    const { data: said, fingerprint, count } = model.config.options as { data?: unknown; fingerprint?: string; count?: number };
    const data = told ?? said;
    // Of a set that is built in, what was trained here took some, and the command line all.
    // Here another file may have the name that is left without the folders; only the server has compared the contents.
    const isThere = told !== undefined || fingerprint === undefined;
    const isPartOfSet = count !== undefined && typeof data === "string" && Object.hasOwn(sets, data);
    const own = typeof data === "string" && isThere && !isPartOfSet ? dataOf(this.machine, data) : undefined;
    if (own && "set" in own) {
      await this.openModel(model, { dataset: await this.machineSet(own.set) }, own.set);
      return;
    }
    if (own) {
      const found = await readFiles([machineFile(own.file)]);
      if (found.kind === "dataset") {
        await this.openModel(model, found);
        return;
      }
    }
    if (typeof data === "string" && Object.hasOwn(sets, data)) {
      // What was trained here took so many of them; the command line takes all, and doesn't say.
      const most = count ?? defaultsOf("stacked", data).count;
      await this.openModel(model, { dataset: await sets[data]!(most, model.config.seed) }, data);
      return;
    }
    this.model = model;
    this.problem = `The model is read. It was trained on ${typeof data === "string" ? data : "data of its own"}: drop that file, or other examples of the same kind, to see what it makes of them.`;
  }

  private async openModel({ autoencoder, config, state }: LoadedAutoencoder, opened: Opened, data = "file"): Promise<void> {
    const shape = autoencoder.trained.model.inputExampleShape;
    const options = recipeIn(config.options) as SavedOptions;
    const given = await asModelTakes(autoencoder, opened, { ...options, seed: config.seed });
    const found = given.dataset.examples.shape.slice(1);
    if (found.join() !== shape.join())
      throw new ShapeError(
        `The model takes examples of ${shape.join(" x ")}, but those of ${given.dataset.name} are ${found.join(" x ")}. Drop examples of the same kind.`,
      );
    const count = given.dataset.examples.shape[0]!;
    const { heldOut, examples } = given.dataset;
    const held = heldOut ?? options.validation;
    const settings = {
      ...settingsOf(autoencoder, options, data),
      count,
      // The very rows that it hasn't learned from.
      ...(held !== undefined && held > 0 && held < examples.shape[0]! && { validation: held < 1 ? held : held / count }),
    };
    if (data === "file") {
      this.file.opened = given;
      this.write(() => keepFile(given));
    }
    const { history } = autoencoder;
    const done = history.length >= settings.epochs * autoencoder.phaseCount || !state;
    const curve = history.map((log, i) => pointOf(log, i + 1));
    const moment = { epochs: history.length, weights: joinedWeights(autoencoder) };
    const kept: KeptRun = { settings, curve, history, moments: [moment], done, state, isRunning: false, isSaved: true };
    await this.open(settings, { kept, isNew: true });
    if (route.place.page === "start") route.go({ page: "work", tab: "codings" });
  }

  /** As many epochs again, of a run that is done. */
  goOn(): void {
    const { family, data, epochs } = this.settings;
    this.run.settings = { ...this.settings, epochs: epochs + defaultsOf(family, data).epochs };
    this.run.run();
    route.go({ parameters: toParameters(this.settings) }, { replace: true });
  }

  /** The run from its start, with the same settings. */
  async reset(): Promise<void> {
    await this.open(this.settings);
    this.earlier.delete(toParameters(this.settings).toString());
  }

  /** All settings of the address, such as a lesson's link has them. Trains at once. */
  async follow(settings: Settings): Promise<void> {
    if (this.settings && areSame(settings, this.settings)) return;
    const kept = this.earlier.get(toParameters(settings).toString());
    const isOpen = await this.open(settings, { kept });
    if (isOpen && (kept ? kept.isRunning : true)) this.start();
  }

  /**
   * @param isNew whether going back in the browser shall lead to the run before.
   * @param isStored whether the browser's storage holds the kept run already.
   */
  private async open(
    settings: Settings,
    { kept, isNew = false, isStored = false }: { kept?: KeptRun | undefined; isNew?: boolean; isStored?: boolean } = {},
  ): Promise<boolean> {
    this.leave();
    if (!isStored) this.write(() => (kept ? replaceRun(kept) : forgetRun()));
    route.go({ parameters: toParameters(settings) }, { replace: !isNew });
    return this.run.open(settings, this.load(settings), kept);
  }

  /** Lays the present run aside. */
  private leave(): void {
    const { lastKept } = this.run;
    if (!lastKept) return;
    const key = toParameters(lastKept.settings).toString();
    this.earlier.delete(key);
    this.earlier.set(key, lastKept);
    const [oldest] = this.earlier.keys();
    if (this.earlier.size > MOST_EARLIER && oldest !== undefined) this.earlier.delete(oldest);
  }

  private async load({ data, count, seed, validation }: Settings): Promise<Opened> {
    if (data === "file") {
      const { opened } = this.file;
      if (!opened) throw new OptionError("The file of this run isn't here any more. Drop it on the page again.");
      return heldOutAs(opened, validation);
    }
    const isMachine = data.startsWith(MACHINE);
    if (!isMachine && !Object.hasOwn(sets, data))
      throw new OptionError(`There is no data called "${data}". Choose ${Object.keys(sets).join(", ")}, or drop a file.`);
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

  /** Writes to the browser's storage, one write after the other. The first failure is shown as a problem; later ones aren't. */
  private write(work: () => Promise<unknown>): void {
    this.keeping = this.keeping.then(work).catch((error: unknown) => {
      if (this.isWarned) return;
      this.isWarned = true;
      const { name, message } = error as Error;
      const why =
        name === "QuotaExceededError" ? "This browser has no room left" : `This browser's storage can't be used (${message})`;
      this.problem = `${why}: the run is lost when this tab is closed or reloaded. Save the model under "Take away", or free storage of this site.`;
    });
  }
}

export const studio = new Studio();
