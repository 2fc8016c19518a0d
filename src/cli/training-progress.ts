import { count, duration } from "../core/words.ts";
import type { Callback, EpochLog, Progress } from "../training/index.ts";
import { every, type Output } from "./command.ts";

/** Seconds between two lines if stderr isn't a terminal. */
const LINE_EVERY = 5;
/** Seconds between two updates of the line on a terminal: small tables have hundreds of epochs per second. */
const REDRAW_EVERY = 0.1;

/**
 * Reports the progress of a training. A terminal shows one line that is rewritten. Other outputs get a line after epochs 1, 10,
 * 100 and so on, and every few seconds. The line of the last epoch of each phase stays.
 * @param what - name of the trained model, which then begins each line.
 */
export function tellTraining(output: Output, what?: string): Callback {
  const isRedrawn = every(REDRAW_EVERY);
  const isSaid = every(LINE_EVERY);
  const named = what === undefined ? "" : `${what}: `;
  let epochs = 0;
  let lastValidation = "";
  let unsaid: string | undefined;
  const say = (line: string) => {
    output.say(line);
    unsaid = undefined;
  };
  const epochLine = ({ phase, epoch, loss, examplesPerSecond, seconds: took }: EpochLog) =>
    `${named}${phase ? `phase ${phase}, ` : ""}epoch ${epoch}/${epochs}: loss ${loss.toFixed(4)}${lastValidation}, ${count(examplesPerSecond)} examples/s, ${took.toFixed(2)} s`;
  return {
    onTrainBegin() {
      lastValidation = "";
    },
    onProgress(progress) {
      epochs = progress.epochs;
      if (isRedrawn()) output.live(named + progressLine(progress, lastValidation));
    },
    onEpochEnd(log) {
      lastValidation = log.valLoss === undefined ? "" : `, validation loss ${log.valLoss.toFixed(4)}`;
      unsaid = epochLine(log);
      if (!output.isTerminal && (/^10*$/.test(String(log.epoch)) || isSaid())) say(unsaid);
    },
    onTrainEnd() {
      if (unsaid !== undefined) say(unsaid);
    },
  };
}

/** Reports the progress of the training of a detector on a terminal. */
export function tellRows(output: Output): Callback {
  const isRedrawn = every(2 * REDRAW_EVERY);
  return {
    onProgress({ epoch, epochs, loss, examplesPerSecond }) {
      if (isRedrawn()) output.live(`epoch ${epoch}/${epochs}, loss ${loss.toFixed(4)}, ${count(examplesPerSecond)} rows/s`);
    },
  };
}

const BAR = 10;

/** Formats the progress. The most important facts come first, because a narrow terminal cuts the line. */
function progressLine(
  { phase, epoch, epochs, batch, batches, loss, examplesPerSecond, secondsLeft }: Progress,
  validation: string,
): string {
  const done = Math.round((BAR * batch) / batches);
  const bar = "█".repeat(done) + "░".repeat(BAR - done);
  return `${phase ? `phase ${phase.number}/${phase.of}, ` : ""}epoch ${epoch}/${epochs} ${bar} loss ${loss.toFixed(4)}${validation}, ${duration(secondsLeft)} left, ${count(examplesPerSecond)} examples/s`;
}
