// Trains families on the processor and on a GPU, and prints the losses as JSON. It is a process of its own, because the driver of the
// GPU must be known when a process starts.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attempt } from "../../src/core/attempt.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import { trainFamilies } from "./families.fixture.ts";

export interface TrainedTwice {
  readonly cpu: Readonly<Record<string, readonly number[]>>;
  readonly gpu: Readonly<Record<string, readonly number[]>>;
  readonly notes: readonly string[];
  /** What ran on the GPU, counted by ONNX Runtime's profile. */
  readonly counted: Counted;
}

interface Counted {
  /** Number of kernels that ran on the GPU, and of copies of arrays between two operators of a graph. */
  kernels: number;
  copies: number;
  /** Operators that ran on the processor and worked on more than one number. */
  readonly onProcessor: string[];
}

interface ProfiledNode {
  readonly cat?: string;
  readonly args?: {
    readonly op_name: string;
    readonly provider?: string;
    readonly input_type_shape: readonly Record<string, number[]>[];
  };
}

/** Counts what the profiles in a folder have. */
function count(folder: string): Counted {
  // The profile of a program that stays open for later predictions has no end yet.
  const nodes = readdirSync(folder).flatMap(
    (file) => attempt(() => JSON.parse(readFileSync(join(folder, file), "utf8")) as ProfiledNode[]) ?? [],
  );
  const counted: Counted = { kernels: 0, copies: 0, onProcessor: [] };
  for (const { cat, args } of nodes) {
    if (cat !== "Node" || !args?.provider) continue;
    const { op_name: op, provider, input_type_shape: inputs } = args;
    const isLarge = inputs.some(({ float }) => float && float.reduce((product, size) => product * size, 1) > 1);
    if (op.startsWith("Memcpy")) counted.copies++;
    else if (provider === "WebGpuExecutionProvider") counted.kernels++;
    else if (isLarge && !counted.onProcessor.includes(op)) counted.onProcessor.push(op);
  }
  return counted;
}

const names = process.argv[2]!.split(",");
const notes: string[] = [];
const warn = (line: string) => void notes.push(line);
const cpu = await trainFamilies(await nodeRuntime({ threads: 1 }, warn), names);
const folder = mkdtempSync(join(tmpdir(), "codings-gpu-"));
const runtime = await nodeRuntime({ threads: 1, device: "webgpu", profile: join(folder, "profile") }, warn);
const gpu = await trainFamilies(runtime, names);
const trained: TrainedTwice = { cpu, gpu, notes, counted: count(folder) };
rmSync(folder, { recursive: true });
console.log(JSON.stringify(trained));
