import type { OptionNames } from "../core/options.ts";
import type { WorkProgress } from "../core/progress.ts";
import { defaultRuntime } from "../runtime/default.ts";
import { keepingPrograms } from "../runtime/kept.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** Options that every task takes. */
export interface TaskOptions {
  /** Runs the model; by default the native one in Node, and WebAssembly in a page. */
  readonly runtime?: Runtime;
  /** Ends the task early: it then throws the signal's reason and leaves no half-written file. */
  readonly signal?: AbortSignal;
  /** Called some times a second while the task works. */
  readonly onProgress?: (progress: WorkProgress) => void;
  /** Called with each fact that a person should know: what was left out, chosen or read in an unexpected way. One sentence each. */
  readonly onNote?: (note: string) => void;
}

export const TASK_OPTIONS: OptionNames<TaskOptions> = { runtime: true, signal: true, onProgress: true, onNote: true };

/** Runs work that comes in parts, whose graphs are compiled once and closed at its end. */
export async function withPrograms<T>(given: Runtime | undefined, work: (runtime: Runtime) => Promise<T>): Promise<T> {
  const runtime = keepingPrograms(given ?? (await defaultRuntime()));
  try {
    return await work(runtime);
  } finally {
    await runtime.close();
  }
}
