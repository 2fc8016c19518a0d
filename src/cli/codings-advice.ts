import { OptionError } from "../core/errors.ts";
import { mean } from "../core/statistics.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { adviseCodings, type CodingsAdvice, type SizeAdvice } from "../tasks/index.ts";
import { count, type Output, seconds, stopOnSignals } from "./command.ts";
import { textTable } from "./text-table.ts";
import type { TrainingData } from "./training-data.ts";
import { autoencoderOf, type TrainingRecipe } from "./training-run.ts";

export interface AdviceOptions {
  readonly seeds: number | undefined;
  /** At most; 10 by default. */
  readonly minutes: number | undefined;
  readonly threads: number | undefined;
  /** Where the plot is written, as .svg or .png. */
  readonly plot: string;
}

const MINUTES = 10;
/** A training that is shortened takes small batches, for more steps from fewer rows. */
const LARGEST_BATCH = 64;

/**
 * Finds out how many codings are worth having, tells it as a table and draws it.
 * @throws OptionError where the time was too short for a choice; interrupted, it may have none.
 */
export async function adviseOnCodings(
  data: TrainingData,
  recipe: TrainingRecipe,
  { seeds, minutes = MINUTES, threads, plot }: AdviceOptions,
  output: Output,
): Promise<CodingsAdvice & { readonly plot?: string }> {
  const runtime = await nodeRuntime(threads === undefined ? {} : { threads }, output.say);
  const stop = stopOnSignals(output, "Stopping here, then showing what there is. Ctrl-C again quits at once.");
  let said = 0;
  const advice = await adviseCodings((codings, seed) => autoencoderOf({ ...recipe, codings, seed }), data, {
    runtime,
    seed: recipe.seed,
    batchSize: Math.min(LARGEST_BATCH, recipe.batch),
    seconds: 60 * minutes,
    signal: stop.signal,
    ...(seeds !== undefined && { seeds }),
    onProgress({ done, of, codings, seed, seconds: passed, examplesPerSecond }) {
      if (said === 0) output.say(`--codings auto: ${of} short trainings, at most ${minutes} minutes in all`);
      said++;
      const pace = passed / done;
      const left =
        done > 0 ? `, ${seconds(pace)} a training, ${seconds(Math.min((of - done) * pace, 60 * minutes - passed))} left` : "";
      const rate = examplesPerSecond === undefined ? "" : `, ${count(examplesPerSecond)} examples/s`;
      output.live(`training ${done + 1}/${of}: ${codings} codings, seed ${seed}${rate}${left}`);
    },
  }).finally(stop.release);
  const { rows, heldOut, epochs, batchSize } = advice.budget;
  output.say(
    `${data.name}: each size learned from ${count(rows)} examples in at most ${epochs} epochs of batches of ${batchSize}, fewer than a whole training; measured on ${count(heldOut)} held out`,
  );
  if (advice.stopped)
    output.say(`${advice.stopped === "time" ? `The ${minutes} minutes are over` : "Interrupted"}; this is what there is.`);
  if (advice.sizes.length === 0 && advice.stopped === "time") throw tooShort(minutes);
  if (advice.sizes.length === 0) return advice;
  output.say(textTable(advice.sizes.map((size) => lineOf(size, advice))));
  await draw(advice, data.name, plot);
  if (advice.chosen !== undefined) output.say(reasonOf(advice));
  output.say(`The curve is in ${plot}`);
  if (advice.chosen === undefined && advice.stopped === "time") throw tooShort(minutes);
  return { ...advice, plot };
}

const tooShort = (minutes: number) =>
  new OptionError(
    `In ${minutes} minutes no seed came through all sizes, so there is no advice. Give more --minutes, or say how many --codings.`,
  );

const digits = (x: number): string => x.toFixed(4);

/** A mean, and half of the way from the lowest to the highest where there are several. */
function spread(numbers: readonly number[]): string {
  const half = (Math.max(...numbers) - Math.min(...numbers)) / 2;
  return numbers.length > 1 ? `${digits(mean(numbers))} ± ${digits(half)}` : digits(numbers[0]!);
}

function lineOf({ codings, trials, pca }: SizeAdvice, { chosen, bySeed }: CodingsAdvice) {
  const votes = bySeed.filter((one) => one.chosen === codings).length;
  return {
    codings,
    "held-out loss": spread(trials.map(({ loss }) => loss)),
    "variance lost": spread(trials.map(({ error }) => error)),
    "by PCA": pca === undefined ? "-" : digits(pca),
    trustworthiness: spread(trials.map(({ trustworthiness }) => trustworthiness)),
    seeds: `${votes > 0 ? `${votes} of ${bySeed.length}` : ""}${codings === chosen ? ", chosen" : ""}`,
  };
}

/** The chosen size, how far the seeds agree, and why. */
export function reasonOf({ chosen, bySeed }: CodingsAdvice): string {
  const choices = bySeed.map((one) => one.chosen);
  const [low, high] = [Math.min(...choices), Math.max(...choices)];
  const among =
    bySeed.length === 1
      ? "by one seed"
      : low === high
        ? `by all ${bySeed.length} seeds`
        : `between ${low} and ${high} over ${bySeed.length} seeds`;
  const isKnee = bySeed.some((one) => one.chosen === chosen && one.knee === chosen);
  const most = Math.max(...bySeed.map(({ enough }) => enough));
  const more = most > chosen! ? `; ${most} still lose measurably less` : "";
  return isKnee
    ? `${chosen} codings, ${among}: the knee of the held-out error, up to which a coding brings more than a feature does on average${more}`
    : `${chosen} codings, ${among}: the fewest whose held-out error is within a standard error of the lowest`;
}

async function draw({ sizes, chosen, bySeed, budget }: CodingsAdvice, name: string, file: string): Promise<void> {
  const { codingsCurveFigure, writeFigure } = await import("../entries/figures.node.ts");
  const choices = bySeed.map((one) => one.chosen);
  const figure = codingsCurveFigure({
    sizes: sizes.map(({ codings, trials, pca }) => ({
      codings,
      errors: trials.map(({ error }) => error),
      trustworthiness: trials.map(({ trustworthiness }) => trustworthiness),
      ...(pca !== undefined && { pca }),
    })),
    ...(chosen !== undefined && { chosen: { codings: chosen, low: Math.min(...choices), high: Math.max(...choices) } }),
    title: `How many codings for ${name}?`,
    subtitle: `measured on ${count(budget.heldOut)} examples held out; bars from the lowest to the highest seed`,
  });
  await writeFigure(figure, file);
}
