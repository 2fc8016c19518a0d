import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { TaskOptions } from "./options.ts";

/** Returns the runtime that a task was given, or creates one on its device. */
export async function runtimeOf(
  { runtime, device, onNote }: Pick<TaskOptions, "runtime" | "device" | "onNote">,
  threads?: number,
): Promise<Runtime> {
  return runtime ?? nodeRuntime({ threads, device }, onNote);
}
