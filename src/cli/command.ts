import { CodingsError, UsageError } from "../core/errors.ts";
import { progressLine } from "../core/progress.ts";
import { lookUp } from "../core/suggest.ts";
import { type NumberRange, number } from "../recipes/kinds.ts";
import type { DeviceChoice } from "../runtime/runtime.ts";
import type { TaskOptions } from "../tasks/options.ts";
import { inFlags } from "./flags.ts";

/** Options of every command. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly seed?: number;
  readonly device?: DeviceChoice;
}

/** Output of a command: messages go to stderr, unless `--quiet` is given; the JSON object of `--json` goes to stdout. */
export interface Output {
  /** Whether stderr is a terminal, on which a line can be rewritten. */
  readonly isTerminal: boolean;
  say(line: string): void;
  /** Shows a line that the next one replaces. Does nothing if stderr isn't a terminal. */
  live(line: string): void;
  /** Announces a step that takes a while: the next line replaces this one on a terminal only. */
  step(line: string): void;
  /** Prints the result of a command for --json, unless its output already went to stdout. */
  result(value: Record<string, unknown>): void;
  /**
   * Options of every task: the device, and callbacks. Progress becomes a live line, or a line now and then, and a note becomes a line
   * of its own.
   */
  readonly tell: Required<Pick<TaskOptions, "onProgress" | "onNote">> & Pick<TaskOptions, "device">;
}

/** Seconds between two lines about the progress if stderr isn't a terminal. */
const QUIET_SECONDS = 10;

/** Returns the number of characters in a line of a stream: that of the terminal, or COLUMNS, which is for other outputs. */
export const columnsOf = (stream: NodeJS.WriteStream, otherwise = Number.POSITIVE_INFINITY): number =>
  stream.columns || Number(process.env.COLUMNS) || otherwise;

/** Creates a function that returns true at most once in a number of seconds. */
export function every(seconds: number): () => boolean {
  let last = performance.now();
  return () => {
    const isTime = performance.now() - last >= seconds * 1000;
    if (isTime) last = performance.now();
    return isTime;
  };
}

export function outputOf({ json = false, quiet = false, device }: CommonOptions): Output {
  const isTerminal = process.stderr.isTTY === true && process.env.TERM !== "dumb";
  const isTime = every(QUIET_SECONDS);
  let live = false;
  const clear = () => {
    if (live) process.stderr.write("\r\x1b[2K");
    live = false;
  };
  const say = (line: string) => {
    clear();
    if (!quiet) process.stderr.write(`${line}\n`);
  };
  const liveLine = (line: string) => {
    if (quiet || !isTerminal) return;
    clear();
    process.stderr.write(line.slice(0, columnsOf(process.stderr, 80) - 1));
    live = true;
  };
  return {
    isTerminal,
    say,
    live: liveLine,
    step: isTerminal ? liveLine : say,
    result: (value) => {
      clear();
      if (json && value.output !== "-") process.stdout.write(`${JSON.stringify(value)}\n`);
    },
    tell: {
      ...(device && { device }),
      onProgress(progress) {
        if (isTerminal) liveLine(progressLine(progress));
        else if (isTime()) say(progressLine(progress));
      },
      onNote: say,
    },
  };
}

/** Exit code of a command that finds more than its option --fail-above allows. */
export const TOO_MANY = 3;

/** Names the output file in a message. */
export const shownFile = (file: string): string => (file === "-" ? "stdout" : file);

/** Creates a reader of a number. It throws UsageError if the text isn't a number in the range. */
export const numberIn = (option: string, range: NumberRange = {}) =>
  parsedBy((text) => number(range).read(text, `${option.length === 1 ? "-" : "--"}${option}`));

/** Creates a reader of one of some names. It throws UsageError, which suggests the nearest name. */
export const nameIn = (option: string, known: Readonly<Record<string, unknown>>) =>
  parsedBy((text) => {
    lookUp(option, text, known);
    return text;
  });

/** Wraps a parser so that its errors become UsageError. */
export const parsedBy =
  <T>(parse: (text: string) => T) =>
  (text: string): T => {
    try {
      return parse(text);
    } catch (error) {
      throw new UsageError(error instanceof CodingsError ? error.worded(inFlags) : (error as Error).message);
    }
  };

/** Reads the value of --part. */
export const partNamed = nameIn("part", { train: true, test: true });

/** Signals that ask a process to end: Ctrl-C, kill, and a terminal that is closed. */
export const ENDING_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Lets the first Ctrl-C end the work in good order, and the second one at once.
 * @param line - message for the first Ctrl-C. Without it, the first Ctrl-C ends the process, until `say` is called with one.
 */
export function stopOnSignals(output: Output, line?: string) {
  const controller = new AbortController();
  let said = line;
  const onSignal = (signal: NodeJS.Signals) => {
    // A terminal that is closed may send its signal twice.
    if (controller.signal.aborted && signal === "SIGHUP") return;
    if (controller.signal.aborted) process.exit(130);
    output.say(said!);
    controller.abort();
  };
  const release = () => {
    for (const signal of ENDING_SIGNALS) process.off(signal, onSignal);
  };
  const say = (next: string) => {
    release();
    said = next;
    for (const signal of ENDING_SIGNALS) process.on(signal, onSignal);
  };
  if (line !== undefined) say(line);
  return { signal: controller.signal, say, release };
}

/** Formats an error as one line for people. */
export function explain(error: unknown): string {
  if (error instanceof CodingsError) return error.worded(inFlags);
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "ENOSPC"
    ? "The disk is full. Free some space."
    : `Something unexpected happened: ${String(message ?? error).split("\n")[0]} (set CODINGS_DEBUG=1 to see where).`;
}
