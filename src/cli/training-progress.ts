import { count, duration } from "../core/words.ts";
import type { Callback, EpochLog, Progress } from "../training/index.ts";
import type { Output } from "./command.ts";

/** Seconds between two lines that stay, where none is rewritten. */
const LINE_EVERY = 5;
/** Seconds between two states of the line that is rewritten: epochs of small tables end hundreds of times a second. */
const REDRAW_EVERY = 0.1;

/**
 * Tells how a training goes: on a terminal by one line that is rewritten; elsewhere by a line after epochs 1, 10, 100 and so on, and now and then. The line of the last epoch
 * (of each phase) stays.
 * @param what is trained, where the line is to say it.
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

/** Tells how the training of a detector goes, on a terminal. */
export function tellRows(output: Output): Callback {
  const isRedrawn = every(2 * REDRAW_EVERY);
  return {
    onProgress({ epoch, epochs, loss, examplesPerSecond }) {
      if (isRedrawn()) output.live(`epoch ${epoch}/${epochs}, loss ${loss.toFixed(4)}, ${count(examplesPerSecond)} rows/s`);
    },
  };
}

const BAR = 10;

/** What matters most stands first: a narrow terminal cuts the line. */
function progressLine(
  { phase, epoch, epochs, batch, batches, loss, examplesPerSecond, secondsLeft }: Progress,
  validation: string,
): string {
  const done = Math.round((BAR * batch) / batches);
  const bar = "█".repeat(done) + "░".repeat(BAR - done);
  return `${phase ? `phase ${phase.number}/${phase.of}, ` : ""}epoch ${epoch}/${epochs} ${bar} loss ${loss.toFixed(4)}${validation}, ${duration(secondsLeft)} left, ${count(examplesPerSecond)} examples/s`;
}

/** Whether so many seconds have passed since it last said so. */
export function every(some: number): () => boolean {
  let last = performance.now();
  return () => {
    const isTime = performance.now() - last >= some * 1000;
    if (isTime) last = performance.now();
    return isTime;
  };
}
