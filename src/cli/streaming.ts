import { sizeOf } from "../core/ndarray.ts";
import type { Layer } from "../layers/index.ts";
import { type KeepingRuntime, keepingPrograms } from "../runtime/kept.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Output } from "./command.ts";

/** Models of fewer weights are run by one thread: two wait for one another longer than they work, and the table is read by the others meanwhile. */
const SMALL = 50_000;

/** What runs a model on a table that comes a part at a time: it is compiled once. */
export async function streamingRuntime({ variables }: Pick<Layer, "variables">, output: Output): Promise<KeepingRuntime> {
  const weights = variables.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return keepingPrograms(await nodeRuntime(weights < SMALL ? { threads: 1 } : {}, output.say));
}
