// Trains families on the processor and on a GPU, and prints the losses as JSON. It is a process of its own, because the driver of the
// GPU must be known when a process starts.
import { nodeRuntime } from "../../src/runtime/node.ts";
import { trainFamilies } from "./families.fixture.ts";

export interface TrainedTwice {
  readonly cpu: Readonly<Record<string, readonly number[]>>;
  readonly gpu: Readonly<Record<string, readonly number[]>>;
  readonly notes: readonly string[];
}

const names = process.argv[2]!.split(",");
const notes: string[] = [];
const warn = (line: string) => void notes.push(line);
const cpu = await trainFamilies(await nodeRuntime({ threads: 1 }, warn), names);
const gpu = await trainFamilies(await nodeRuntime({ threads: 1, device: "webgpu" }, warn), names);
const trained: TrainedTwice = { cpu, gpu, notes };
console.log(JSON.stringify(trained));
