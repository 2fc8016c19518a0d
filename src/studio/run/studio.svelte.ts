import { OptionError } from "../../core/errors.ts";
import { first } from "../../data/split.ts";
import type { Opened } from "../data/opened.ts";
import { sets } from "../data/sets.ts";
import { fromParameters, toParameters } from "../settings/address.ts";
import { defaultsOf, type Settings, type System } from "../settings/settings.ts";
import { route } from "./route.svelte.ts";
import { type KeptRun, Run } from "./run.svelte.ts";
import { forgetRun, keepFile, keepRun, keptFile, keptRun } from "./storage.ts";

/** The page's one run, its settings, and where they come from: the address, what was kept, what a person changes. */
export class Studio {
  readonly run = new Run();
  /** What was dropped on the page. */
  private file = $state.raw<Opened>();
  readonly fileName = $derived(this.file?.dataset.name);
  /** What is kept is written one after the other. */
  private keeping: Promise<unknown> = Promise.resolve();

  constructor() {
    this.run.onKeep = (kept) => this.keep(kept);
  }

  get settings(): Settings {
    return this.run.settings;
  }

  /** Opens what the address says; or, where it says nothing or the same, the run that was kept. Trains at once, unless one was kept. */
  async begin(): Promise<void> {
    const { parameters } = route.place;
    const kept = await keptRun().catch(() => undefined);
    this.file = await keptFile().catch(() => undefined);
    const asked = [...parameters].length > 0 || !kept ? fromParameters(parameters) : kept.settings;
    const isKept = kept !== undefined && JSON.stringify(kept.settings) === JSON.stringify(asked);
    await this.open(asked, isKept ? kept : undefined);
    if (!isKept) this.run.run();
  }

  /** Takes other settings: a new run, which trains at once where the one before did. */
  async change(changed: Partial<Settings>): Promise<void> {
    const wasRunning = this.run.status === "running" || this.run.status === "opening";
    await this.open({ ...this.settings, ...changed });
    if (wasRunning) this.run.run();
  }

  /** Another system with its own defaults, for the same data and seed. */
  chooseSystem(system: System): Promise<void> {
    const { data, seed, count } = this.settings;
    return this.change({ ...defaultsOf(system, data), seed, count, layers: undefined });
  }

  /** Other data, and the system's defaults for it. Trains at once. */
  async chooseData(data: string, system?: System): Promise<void> {
    const chosen =
      system ?? (data === "points-3d" ? "linear" : this.settings.system === "linear" ? "stacked" : this.settings.system);
    await this.open({ ...defaultsOf(chosen, data), seed: this.settings.seed });
    this.run.run();
  }

  /** Data that was dropped on the page. */
  async chooseFile(opened: Opened, changed: Partial<Settings> = {}): Promise<void> {
    this.file = opened;
    void keepFile(opened).catch(() => undefined);
    const count = opened.dataset.examples.shape[0]!;
    await this.open({ ...defaultsOf("stacked", "file"), count, ...changed, data: "file" });
    this.run.run();
  }

  /** As many epochs again, of a run that is done. */
  goOn(): void {
    this.run.goOn({
      ...this.settings,
      epochs: this.settings.epochs + defaultsOf(this.settings.system, this.settings.data).epochs,
    });
    route.go({ parameters: toParameters(this.settings) }, { replace: true });
  }

  /** The run from its start, with the same settings. */
  async reset(): Promise<void> {
    await this.open(this.settings);
  }

  /** All settings of the address, such as a lesson's link has them. Trains at once. */
  async follow(settings: Settings): Promise<void> {
    if (this.settings && JSON.stringify(settings) === JSON.stringify(this.settings)) return;
    await this.open(settings);
    this.run.run();
  }

  private async open(settings: Settings, kept?: KeptRun): Promise<void> {
    if (!kept) this.keeping = this.keeping.then(forgetRun).catch(() => undefined);
    route.go({ parameters: toParameters(settings) }, { replace: true });
    await this.run.open(settings, this.load(settings), kept);
  }

  private async load({ data, count, seed }: Settings): Promise<Opened> {
    if (data === "file") {
      if (!this.file) throw new OptionError("The file of this run isn't here any more. Drop it on the page again.");
      return this.file;
    }
    const open = sets[data];
    if (!open)
      throw new OptionError(`There is no data called "${data}". Choose ${Object.keys(sets).join(", ")}, or drop a file.`);
    const dataset = await open(count, seed);
    const all = dataset.examples.shape[0]!;
    return { dataset: all > count ? first(dataset, count) : dataset };
  }

  private keep(kept: KeptRun): void {
    this.keeping = this.keeping.then(() => keepRun(kept)).catch(() => undefined);
  }
}

export const studio = new Studio();
