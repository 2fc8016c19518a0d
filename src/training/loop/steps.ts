import { type NdArray, ndarray } from "../../core/ndarray.ts";
import { keyOf } from "../../core/random.ts";
import { type Tensor, toOnnx } from "../../graph/index.ts";
import type { Communicator } from "../../runtime/communicator.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { objectiveOf } from "../batchable.ts";
import { added, figureNames } from "../totals.ts";
import { carriedShape, scalarNames, trainingProgram } from "../training-program.ts";
import { brokenLoss } from "./broken-loss.ts";
import { addingGradients, averagingWeights, type StepRunner } from "./distributed.ts";
import { whileItWorks } from "./on-device.ts";
import type { TrainOptions } from "./options.ts";
import type { Part } from "./parts.ts";
import type { Standing } from "./standing.ts";

/** The compiled training program of a run. */
export interface Steps {
  /**
   * Runs `count` steps, each on the next batch of a part.
   * @throws TrainingError if the loss is no longer finite. The run's state is then that before the broken step.
   */
  run(part: Part, count: number, batchSize: number): Promise<void>;
  /** Runs steps as `run` does, but continues if the loss is no longer finite. @returns the loss of each step. */
  attempt(part: Part, count: number, batchSize: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Compiles the training program, and starts the sums of a run. */
export async function openSteps(runtime: Runtime, options: TrainOptions, standing: Standing): Promise<Steps> {
  const { data, metrics, optimizer } = options;
  const graph = trainingProgram(objectiveOf(options, data), optimizer, options);
  const names = figureNames(metrics);
  standing.beginSums(names.map((name) => sizeOfFigure(graph.outputs[name]!)));
  const { distributed: ranks, syncEvery = 1 } = options;
  const program: StepRunner = ranks && syncEvery === 1 ? await addingGradients(runtime, options, ranks) : await programOf(ranks);

  async function programOf(ranks: Communicator | undefined): Promise<StepRunner> {
    const onProcessor = () => runtime.compile(toOnnx({ ...graph, types: runtime.needsTypes ?? false }));
    if (ranks) return averagingWeights(await onProcessor(), options, { ranks, standing, syncEvery });
    return runtime.device ? whileItWorks(runtime.device, options, onProcessor) : onProcessor();
  }
  const startIn = (part: Part) => (standing.batch - part.before) * options.batchSize;
  const stepsFrom = (part: Part, count: number, batchSize: number) =>
    program.run(feedsOf(options, standing, { part, start: startIn(part), count, batchSize }));

  function take(results: Readonly<Record<string, NdArray>>, count: number, batchSize: number): void {
    standing.arrays = Object.fromEntries(
      standing.names.map((name) => [name, inShape(results[`new/${name}`] as NdArray<"float32">, standing.arrays[name]!.shape)]),
    );
    standing.sums = names.map((name, i) =>
      added(standing.sums[i]!, results[name]!, { isMean: results[name]!.shape.length === 1, batchSize }),
    );
    standing.step += count;
    standing.batch += count;
  }

  async function run(part: Part, count: number, batchSize: number): Promise<void> {
    const start = startIn(part);
    const results = await stepsFrom(part, count, batchSize);
    const bad = (results.loss!.data as Float32Array).findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      const broken = { step: standing.step + bad + 1, part, rows: rowsOfStep(part, start, bad, batchSize) };
      // Repeats the steps before the broken one, so that the saved state includes them.
      if (bad > 0) await run(part, bad, batchSize);
      throw await brokenLoss(runtime, options, standing, broken);
    }
    take(results, count, batchSize);
  }

  async function attempt(part: Part, count: number, batchSize: number): Promise<Float32Array> {
    const results = await stepsFrom(part, count, batchSize);
    take(results, count, batchSize);
    return results.loss!.data as Float32Array;
  }

  return { run, attempt, close: () => program.close() };
}

/** Returns how many numbers a metric has for each step, [steps] or [steps, size]. */
const sizeOfFigure = ({ shape: [, size = 1] }: Tensor): number => size as number;

/** Consecutive batches of equal size, starting at a position in a part's order. */
interface Batches {
  readonly part: Part;
  readonly start: number;
  readonly count: number;
  readonly batchSize: number;
}

const rowsOfStep = ({ order }: Part, start: number, step: number, batchSize: number): Int32Array =>
  order.subarray(start + step * batchSize, start + (step + 1) * batchSize);

/** Returns the feeds of the training program: the examples, the state, and the numbers of each step. */
function feedsOf(
  { optimizer, seed }: TrainOptions,
  standing: Standing,
  { part, start, count, batchSize }: Batches,
): Record<string, NdArray> {
  const { names, arrays } = standing;
  const steps = Array.from({ length: count }, (_, i) => standing.step + i);
  const scalars = steps.map((step) => {
    const rate = standing.rate(step);
    return [rate, ...optimizer.scalars(step + 1, rate)];
  });
  const scalar = (i: number) => Float32Array.from(scalars, (ofStep) => ofStep[i]!);
  const keys = Uint32Array.from(steps, (step) => keyOf(seed, 2, step));
  return {
    ...part.feeds,
    ...Object.fromEntries(names.map((name) => [`state/${name}`, inShape(arrays[name]!, carriedShape(arrays[name]!.shape))])),
    ...Object.fromEntries(scalarNames(optimizer).map((name, i) => [name, ndarray("float32", [count], scalar(i))])),
    batches: ndarray("int32", [count, batchSize], part.order.subarray(start, start + count * batchSize)),
    keys: ndarray("uint32", [count], keys),
  };
}

const inShape = (array: NdArray<"float32">, shape: readonly number[]) => ndarray("float32", shape, array.data);
