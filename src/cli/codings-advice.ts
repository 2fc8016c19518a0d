import { OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { mean } from "../core/statistics.ts";
import { count, duration } from "../core/words.ts";
import { reasonOf } from "../tasks/codings-advice.ts";
import type { CodingsAdvice, CodingsAdviceProgress, SizeAdvice } from "../tasks/index.ts";
import { TRIAL_MINUTES } from "../tasks/train.node.ts";
import type { Output } from "./command.ts";
import { textTable } from "./text-table.ts";

/**
 * Reports a search for the number of codings: its progress, the result of each size as a table and a plot, and the choice.
 * @returns callbacks of `train`. `onAdvice` throws OptionError if the time was too short for a choice.
 */
export function adviceTeller(
  name: string,
  { minutes = TRIAL_MINUTES, plot }: { readonly minutes: number | undefined; readonly plot: string },
  output: Output,
) {
  let isBegun = false;
  const onTrial = ({ done, of, codings, seed, seconds: passed, examplesPerSecond }: CodingsAdviceProgress) => {
    if (!isBegun) output.say(`--codings auto: ${of} short trainings, at most ${minutes} minutes in total`);
    isBegun = true;
    const pace = passed / done;
    const left =
      done > 0 ? `, ${duration(pace)} per training, ${duration(Math.min((of - done) * pace, 60 * minutes - passed))} left` : "";
    const rate = examplesPerSecond === undefined ? "" : `, ${count(examplesPerSecond)} examples/s`;
    output.live(`training ${done + 1}/${of}: ${codings} codings, seed ${seed}${rate}${left}`);
  };
  const onAdvice = async (advice: CodingsAdvice) => {
    const { rows, heldOut, epochs, batchSize } = advice.budget;
    output.say(
      `${name}: each size was trained on ${count(rows)} examples for at most ${epochs} epochs (batch size ${batchSize}); measured on ${count(heldOut)} examples held out`,
    );
    const isLate = advice.stopped === "time";
    if (advice.stopped)
      output.say(`${isLate ? `The ${minutes} minutes are over` : "Interrupted"}; these are the results so far.`);
    if (advice.sizes.length > 0) {
      output.say(textTable(advice.sizes.map((size) => lineOf(size, advice))));
      await draw(advice, name, plot);
      if (advice.chosen !== undefined) output.say(reasonOf(advice));
      output.say(`The curve is in ${plot}`);
    }
    if (advice.chosen === undefined && isLate)
      throw new OptionError(
        message`No seed finished all sizes in ${minutes} minutes, so no size can be advised. Increase ${option("minutes")}, or give ${option("codings")} a number.`,
      );
  };
  return { onTrial, onAdvice };
}

const digits = (x: number): string => x.toFixed(4);

/** Formats the mean, and half of the range if there are several numbers. */
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
    PCA: pca === undefined ? "-" : digits(pca),
    trustworthiness: spread(trials.map(({ trustworthiness }) => trustworthiness)),
    seeds: `${votes > 0 ? `${votes} of ${bySeed.length}` : ""}${codings === chosen ? ", chosen" : ""}`,
  };
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
    subtitle: `measured on ${count(budget.heldOut)} examples held out; bars span the lowest to the highest seed`,
  });
  await writeFigure(figure, file);
}
