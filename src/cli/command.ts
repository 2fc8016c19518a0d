import { CodingsError, UsageError } from "../core/errors.ts";
import { progressLine } from "../core/progress.ts";
import { lookUp } from "../core/suggest.ts";
import { type NumberRange, number } from "../recipes/kinds.ts";
import type { TaskOptions } from "../tasks/options.ts";
import { inFlags } from "./flags.ts";

/** What every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly seed?: number;
}

/** Where a command says things: messages on stderr, unless told to be quiet; the one JSON object on stdout. */
export interface Output {
  /** Whether stderr is one, where a line can be rewritten. */
  readonly isTerminal: boolean;
  say(line: string): void;
  /** A line that replaces itself while it changes; nothing where stderr isn't a terminal. */
  live(line: string): void;
  /** A line for a step that takes a while: it replaces itself on a terminal, and stays elsewhere. */
  step(line: string): void;
  /** Prints what a command came to, for --json; nothing where its results went to stdout. */
  result(value: Record<string, unknown>): void;
  /** For a task's options: progress becomes a live line, a note a line. */
  readonly tell: Required<Pick<TaskOptions, "onProgress" | "onNote">>;
}

export function outputOf({ json = false, quiet = false }: CommonOptions): Output {
  const isTerminal = process.stderr.isTTY === true;
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
    process.stderr.write(line.slice(0, (process.stderr.columns || 80) - 1));
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
    tell: { onProgress: (progress) => liveLine(progressLine(progress)), onNote: say },
  };
}

/** What a message calls the file that results are written to. */
export const shownFile = (file: string): string => (file === "-" ? "stdout" : file);

/** Reads an option's number. @throws UsageError naming the option, what it is, and what it may be. */
export const numberIn = (option: string, range: NumberRange = {}) =>
  parsedBy((text) => number(range).read(text, `${option.length === 1 ? "-" : "--"}${option}`));

/** Reads an option that is one of some names. @throws OptionError with the nearest name. */
export const nameIn = (option: string, known: Readonly<Record<string, unknown>>) =>
  parsedBy((text) => {
    lookUp(option, text, known);
    return text;
  });

/** Reads an option with a parser of its own. @throws UsageError with what the parser says. */
export const parsedBy =
  <T>(parse: (text: string) => T) =>
  (text: string): T => {
    try {
      return parse(text);
    } catch (error) {
      throw new UsageError(error instanceof CodingsError ? error.worded(inFlags) : (error as Error).message);
    }
  };

/** Reads --part. */
export const partNamed = nameIn("part", { train: true, test: true });

/**
 * The first Ctrl-C ends the work in good order, the second at once.
 * @param line what the first one says; without it none is heard until `say` gives one.
 */
export function stopOnSignals(output: Output, line?: string) {
  const controller = new AbortController();
  const signals = ["SIGINT", "SIGTERM"] as const;
  let said = line;
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    output.say(said!);
    controller.abort();
  };
  const release = () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
  const say = (next: string) => {
    release();
    said = next;
    for (const signal of signals) process.on(signal, onSignal);
  };
  if (line !== undefined) say(line);
  return { signal: controller.signal, say, release };
}

/** An error as the one line that a person sees. */
export function explain(error: unknown): string {
  if (error instanceof CodingsError) return error.worded(inFlags);
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "ENOSPC"
    ? "The disk is full. Free some space."
    : `Something unexpected happened: ${String(message ?? error).split("\n")[0]} (CODINGS_DEBUG=1 shows where).`;
}
