import type { Family, Preparation } from "../autoencoders/index.ts";
import { OptionError, TrainingError } from "../core/errors.ts";
import { type Message, message, option } from "../core/message.ts";
import { counted, listed } from "../core/words.ts";
import { autoencoderOf, type Recipe } from "../recipes/plan.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { EpochLog } from "../training/index.ts";
import { type FitData, fitByRecipe } from "./train.ts";

/** A change of a plan, and its name. */
interface Candidate {
  readonly what: string;
  readonly change: Partial<Recipe>;
}

/** The result of a training with a change. */
export interface SettingsTrial extends Candidate {
  /** The lowest loss on the held-out examples; infinite if the training diverged. */
  readonly loss: number;
}

export interface BestSettings {
  /** The plan with the changes that gave the lowest loss on the held-out examples. */
  readonly recipe: Recipe;
  /** Every training, in the order in which they ended. One of them has the plan itself. */
  readonly trials: readonly SettingsTrial[];
}

export interface BestSettingsOptions {
  readonly own?: Family | undefined;
  readonly prepared?: Preparation | undefined;
  /** Makes a runtime for each of the trainings that run at the same time. */
  readonly runtime: () => Promise<Runtime>;
  /** Number of trainings that run at the same time. */
  readonly atOnce: number;
  /** Time limit in seconds, after which all trainings end. */
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
  readonly note: (line: string | Message) => void;
}

/** Factors that the learning rate is multiplied by. */
const RATES = [3, 1 / 3];
const SEEDS = 2;

/**
 * Trains with other learning rates, sizes of hidden layers, initial weights and seeds, one change at a time. Then combines the
 * changes that help, and returns the settings with the lowest loss on the held-out examples. The number of codings isn't changed,
 * because more of them always lower the loss.
 * @throws OptionError if no examples are held out.
 */
export async function bestSettings(recipe: Recipe, data: FitData, options: BestSettingsOptions): Promise<BestSettings> {
  const { atOnce, seconds, signal, note } = options;
  if (data.validation.shape[0] === 0)
    throw new OptionError(
      message`${option("effort", "best")} compares settings on held-out examples. Hold some out with ${option("validation", 0.1)}.`,
    );
  const candidates = candidatesFor(recipe);
  note(
    `Trying ${counted(candidates.length, "setting")}, ${atOnce} at a time, for at most ${counted(Math.round(seconds / 60), "minute")}:`,
  );
  const outOfTime = new AbortController();
  const timer = setTimeout(() => outOfTime.abort(), 1000 * seconds);
  const ends = AbortSignal.any([outOfTime.signal, ...(signal ? [signal] : [])]);
  const trials: SettingsTrial[] = [];
  const runAll = async (waiting: Candidate[]) => {
    const of = trials.length + waiting.length;
    const work = async () => {
      const runtime = await options.runtime();
      for (let next = waiting.shift(); next && !ends.aborted; next = waiting.shift()) {
        const loss = await lossWith({ ...recipe, ...next.change }, data, runtime, ends, options);
        if (ends.aborted) return;
        trials.push({ ...next, loss });
        note(`  ${trials.length} of ${of}, ${next.what}: ${told(loss)}`);
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, waiting.length) }, work));
  };
  try {
    await runAll(candidates);
    const together = combined(trials);
    if (together) await runAll([together]);
  } finally {
    clearTimeout(timer);
  }
  const best = trials.reduce((a: SettingsTrial | undefined, b) => (a && a.loss <= b.loss ? a : b), undefined);
  if (best) note(`The best setting is "${best.what}": ${told(best.loss)}.`);
  return { recipe: { ...recipe, ...best?.change }, trials };
}

const told = (loss: number): string => (Number.isFinite(loss) ? `held-out loss ${loss.toPrecision(4)}` : "the loss diverged");

/** Returns the plan itself and all changes of one option. */
function candidatesFor({ learningRate, hidden, pooling, start, seed }: Recipe): Candidate[] {
  const widths = pooling === "strides" ? [2] : [2, 0.5];
  return [
    { what: "as planned", change: {} },
    ...(learningRate === undefined ? [] : RATES).map((factor) => {
      const rate = Number((learningRate! * factor).toPrecision(2));
      return { what: `learning rate ${rate}`, change: { learningRate: rate } };
    }),
    ...(hidden.length === 0 ? [] : widths).map((factor) => {
      const units = hidden.map((count) => Math.max(1, Math.round(count * factor)));
      return { what: `hidden layers of ${listed(units.map(String))}`, change: { hidden: units } };
    }),
    ...(start === "pca" ? [{ what: "random initial weights", change: { start: "random" as const } }] : []),
    ...Array.from({ length: SEEDS }, (_, i) => ({ what: `seed ${seed + i + 1}`, change: { seed: seed + i + 1 } })),
  ];
}

/** Combines the best change of each option that is better than the plan. Returns undefined if there are fewer than two. */
function combined(trials: readonly SettingsTrial[]): Candidate | undefined {
  const asPlanned = trials.find(({ change }) => Object.keys(change).length === 0);
  const found = new Map<string, SettingsTrial>();
  for (const trial of trials) {
    const [name] = Object.keys(trial.change);
    if (!asPlanned || !name || trial.loss >= Math.min(asPlanned.loss, found.get(name)?.loss ?? Number.POSITIVE_INFINITY))
      continue;
    found.set(name, trial);
  }
  if (found.size < 2) return undefined;
  const better = [...found.values()];
  return {
    what: listed(better.map(({ what }) => what)),
    change: Object.assign({}, ...better.map(({ change }) => change)) as Partial<Recipe>,
  };
}

async function lossWith(
  recipe: Recipe,
  data: FitData,
  runtime: Runtime,
  signal: AbortSignal,
  { own, prepared }: BestSettingsOptions,
): Promise<number> {
  try {
    const { history } = await fitByRecipe(autoencoderOf(recipe, own), recipe, data, { runtime, signal, prepared, warn: false });
    return leastOf(history);
  } catch (error) {
    if (error instanceof TrainingError) return Number.POSITIVE_INFINITY;
    throw error;
  }
}

/** Returns the lowest held-out loss, of the last phase if there are several. */
const leastOf = (history: readonly EpochLog[]): number =>
  history.reduce(
    (least, { valLoss, phase }) => (phase === history.at(-1)!.phase && Number(valLoss) < least ? Number(valLoss) : least),
    Number.POSITIVE_INFINITY,
  );
