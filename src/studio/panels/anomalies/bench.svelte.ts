import { CodingsError } from "../../../core/errors.ts";
import type { Opened } from "../../../data/opened-files.ts";
import { type Costs, leastCost, rocAuc } from "../../../scoring/index.ts";
import type { Moment } from "../../engine/trainer.ts";
import { lasting } from "../../parts/lasting.svelte.ts";
import type { Studio } from "../../run/studio.svelte.ts";
import { scoreAxis } from "./axis.ts";
import { classesIn, labelledBy, usualAnomalies } from "./classes.ts";
import { type CutChoice, countsAt, cutOf, doubtOf, qualityAt } from "./cut.ts";
import { above, type Scored, withUnlearned } from "./scored.ts";

const USUAL: CutChoice = { method: "quantile", value: 0.99 };

/** Scores with the data and the weights that they belong to. */
export interface ScoredMoment {
  /** The run's number when the scores were computed, which shows whether they belong to the present network. */
  readonly number: number;
  readonly scored: Scored;
  readonly opened: Opened;
  readonly moment: Moment;
}

/** The state of the anomalies panel: the scores, the threshold and the values that follow from it. Choices stay as long as the data is the same. */
export class Bench {
  private taken = $state.raw<ScoredMoment>();
  /** Scores of the learned examples by models that hadn't learned them, by their indices in the dataset, and the run that they belong to. */
  unlearned = $state.raw<{ readonly number: number; readonly scores: Float32Array }>();
  readonly present = $derived(
    this.taken && this.unlearned?.number === this.taken.number
      ? { ...this.taken, scored: withUnlearned(this.taken.scored, this.unlearned.scores) }
      : this.taken,
  );
  choice = $state.raw<CutChoice>(USUAL);
  costs = $state.raw<Costs>({ miss: 10, falseAlarm: 1 });
  /** The classes that count as anomalies. */
  anomalies = $state.raw<readonly number[]>([]);
  /** The index in the dataset of the row whose columns are shown. */
  selected = $state<number>();
  /** The last threshold that could be computed. It stays while a method can't be used. */
  private lastCut = Number.NaN;
  private data = "";

  readonly classes = $derived(this.present ? classesIn(this.present.opened.dataset) : []);
  readonly labelled = $derived(this.present && labelledBy(this.present.scored, this.present.opened.dataset, this.anomalies));
  /** The threshold, and the reason if its method can't be used or is uncertain. */
  private readonly found = $derived.by((): { readonly cut: number; readonly problem?: string | undefined } => {
    if (!this.present) return { cut: Number.NaN };
    try {
      this.lastCut = cutOf(this.choice, this.present.scored, this.labelled, this.costs);
      return { cut: this.lastCut, problem: doubtOf(this.choice, this.present.scored) };
    } catch (error) {
      if (!(error instanceof CodingsError)) throw error;
      return { cut: this.lastCut, problem: error.message };
    }
  });
  readonly cut = $derived(this.found.cut);
  readonly problem = $derived(this.found.problem);
  readonly axis = $derived(this.present && scoreAxis(this.present.scored.scores, this.cut));
  readonly counts = $derived(this.present && countsAt(this.present.scored, this.cut));
  readonly above = $derived(this.present ? above(this.present.scored, this.cut) : new Int32Array(0));
  readonly quality = $derived(this.labelled && qualityAt(this.labelled, this.cut, this.costs));
  readonly least = $derived(this.labelled && leastCost(this.labelled.scores, this.labelled.labels, this.costs));
  readonly area = $derived(this.labelled && rocAuc(this.labelled.scores, this.labelled.labels));

  /** Takes new scores. Scores of other data reset the choices to their defaults. */
  take(present: ScoredMoment): void {
    const { name, examples, table } = present.opened.dataset;
    const data = JSON.stringify([name, examples.shape.slice(1), table?.label]);
    this.taken = present;
    if (data === this.data) return;
    // The first scores keep a row that was chosen on the map.
    if (this.data !== "") this.selected = undefined;
    this.data = data;
    this.choice = USUAL;
    this.anomalies = usualAnomalies(classesIn(present.opened.dataset));
  }

  /** Sets the threshold to a score. */
  move(score: number): void {
    this.choice = { method: "value", value: score };
  }

  toggle(label: number): void {
    this.anomalies = this.anomalies.includes(label) ? this.anomalies.filter((one) => one !== label) : [...this.anomalies, label];
  }
}

/** Returns the studio's state of the panel, which stays when another tab is opened. */
export const benchOf = lasting((_studio: Studio) => new Bench());
