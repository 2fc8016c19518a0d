import type { Family, Preparation } from "../autoencoders/index.ts";
import { OptionError, TrainingError } from "../core/errors.ts";
import { type Message, message, option } from "../core/message.ts";
import { counted, listed } from "../core/words.ts";
import { autoencoderOf, type Recipe } from "../recipes/plan.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { EpochLog } from "../training/index.ts";
import { type FitData, fitByRecipe } from "./train.ts";

/** A change of a plan, and what it is called. */
interface Candidate {
  readonly what: string;
  readonly change: Partial<Recipe>;
}

/** What training with a change came to. */
export interface SettingsTrial extends Candidate {
  /** The least loss of the examples held out; infinite where the training diverged. */
  readonly loss: number;
}

export interface BestSettings {
  /** The plan with the changes that gave the least loss of the examples held out. */
  readonly recipe: Recipe;
  /** Every training, in the order in which they ended; the plan itself is one of them. */
  readonly trials: readonly SettingsTrial[];
}

export interface BestSettingsOptions {
  readonly own?: Family | undefined;
  readonly prepared?: Preparation | undefined;
  /** Makes a runtime for each of the trainings that run at the same time. */
  readonly runtime: () => Promise<Runtime>;
  /** How many run at the same time. */
  readonly atOnce: number;
  /** No training begins or goes on after so many. */
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
  readonly note: (line: string | Message) => void;
}

/** What the learning rate is multiplied by. */
const RATES = [3, 1 / 3];
const SEEDS = 2;

/**
 * Tries a plan with other learning rates, sizes of hidden layers, first weights and seeds, and what helps together, each to its end, and takes what lowers the loss of the
 * examples held out most. The number of codings stays: more of them always lower the loss.
 * @throws OptionError where no examples are held out.
 */
export async function bestSettings(recipe: Recipe, data: FitData, options: BestSettingsOptions): Promise<BestSettings> {
  const { atOnce, seconds, signal, note } = options;
  if (data.validation.shape[0] === 0)
    throw new OptionError(
      message`${option("effort", "best")} compares settings on examples that are held out: give ${option("validation", 0.1)}.`,
    );
  const candidates = candidatesFor(recipe);
  note(
    `Tries ${counted(candidates.length, "setting")}, ${atOnce} at a time, for ${counted(Math.round(seconds / 60), "minute")} at most:`,
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
        note(`  ${trials.length} of ${of}: ${next.what}, ${told(loss)}`);
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
  if (best) note(`Takes ${best.what}: ${told(best.loss)}.`);
  return { recipe: { ...recipe, ...best?.change }, trials };
}

const told = (loss: number): string =>
  Number.isFinite(loss) ? `a held-out loss of ${loss.toPrecision(4)}` : "which makes the loss diverge";

/** The plan itself, and one change of it at a time. */
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
    ...(start === "pca" ? [{ what: "first weights that are drawn", change: { start: "random" as const } }] : []),
    ...Array.from({ length: SEEDS }, (_, i) => ({ what: `seed ${seed + i + 1}`, change: { seed: seed + i + 1 } })),
  ];
}

/** The best change of each option that is better than the plan, all at once; undefined where there are fewer than two. */
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

/** The least held-out loss; of a training in phases that of the last one. */
const leastOf = (history: readonly EpochLog[]): number =>
  history.reduce(
    (least, { valLoss, phase }) => (phase === history.at(-1)!.phase && Number(valLoss) < least ? Number(valLoss) : least),
    Number.POSITIVE_INFINITY,
  );
