import type { WorkProgress } from "../core/progress.ts";
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
