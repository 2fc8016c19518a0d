import type { OptionNames } from "../core/options.ts";
import type { WorkProgress } from "../core/progress.ts";
import { defaultRuntime } from "../runtime/default.ts";
import { keepingPrograms } from "../runtime/kept.ts";
import type { DeviceChoice, Runtime } from "../runtime/runtime.ts";

/** Options that every task takes. */
export interface TaskOptions {
  /** Runtime that runs the model. Default: the native one in Node, and WebAssembly in a page. */
  readonly runtime?: Runtime;
  /** Device that computes, if no runtime is given; default "cpu". See `nodeRuntime`. */
  readonly device?: DeviceChoice;
  /** Ends the task early. The task then throws the signal's reason and leaves no half-written file. */
  readonly signal?: AbortSignal;
  /** Called a few times per second while the task works. */
  readonly onProgress?: (progress: WorkProgress) => void;
  /** Called with notes for the user, one sentence each: what was left out, chosen, or read in an unexpected way. */
  readonly onNote?: (note: string) => void;
}

export const TASK_OPTIONS: OptionNames<TaskOptions> = {
  runtime: true,
  device: true,
  signal: true,
  onProgress: true,
  onNote: true,
};

/** Calls `work` with a runtime that compiles each graph once and closes all of them at the end. */
export async function withPrograms<T>(
  { runtime: own, device }: Pick<TaskOptions, "runtime" | "device">,
  work: (runtime: Runtime) => Promise<T>,
): Promise<T> {
  const runtime = keepingPrograms(own ?? (await defaultRuntime({ device })));
  try {
    return await work(runtime);
  } finally {
    await runtime.close();
  }
}
