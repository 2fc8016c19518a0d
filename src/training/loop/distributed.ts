import { type NdArray, ndarray, sizeOf } from "../../core/ndarray.ts";
import { keyOf } from "../../core/random.ts";
import { type Stage, stagesOf } from "../../graph/across.ts";
import { type Shape, toOnnx } from "../../graph/index.ts";
import { feedNames } from "../../graph/onnx/write.ts";
import { type Communicator, partOf } from "../../runtime/communicator.ts";
import type { Program, Runtime } from "../../runtime/runtime.ts";
import { objectiveOf } from "../batchable.ts";
import { figureNames } from "../totals.ts";
import { partProgram } from "../training-program.ts";
import type { TrainOptions } from "./options.ts";
import type { Standing } from "./standing.ts";

export type Arrays = Readonly<Record<string, NdArray>>;

/** A way to run steps: it takes the feeds of the training program, and returns its results. */
export type StepRunner = Pick<Program, "close"> & { run(feeds: Arrays): Promise<Arrays> };

/**
 * Shares each batch out to the ranks, which add up their gradients in each step. The weights are those of one process, except for
 * the order in which numbers are added. A step is cut into stages (`stagesOf`), mostly two: one computes the gradients, the other
 * updates the weights.
 */
export async function addingGradients(runtime: Runtime, options: TrainOptions, ranks: Communicator): Promise<StepRunner> {
  const stages = stagesOf(partProgram(objectiveOf(options, options.data), options.optimizer, options));
  const programs: StageProgram[] = [];
  for (const stage of stages) programs.push(await compiled(runtime, stage));
  return {
    run: (feeds) =>
      inPieces(options, feeds, 1, async ({ batches, ...fed }) => {
        const [own, { from, share, once }] = partOfBatches(ranks, batches!);
        const weights = Object.entries({ share, once }).map(([name, of]) => [name, ndarray("float32", [1], Float32Array.of(of))]);
        const start = ndarray("int64", [1], BigInt64Array.of(BigInt(from)));
        let values: Arrays = { ...fed, batches: own, start, ...Object.fromEntries(weights) };
        for (const program of programs) {
          const wanted = Object.fromEntries(program.feeds.map((name) => [name, values[name]!]));
          values = { ...values, ...(await program.run(wanted, ranks)) };
        }
        return values;
      }),
    close: async () => {
      for (const program of programs) await program.close();
    },
  };
}

/** A compiled stage. It runs on its feeds, and adds up its sums over all ranks. */
interface StageProgram {
  readonly feeds: readonly string[];
  run(feeds: Arrays, ranks: Communicator): Promise<Arrays>;
  close(): Promise<void>;
}

async function compiled(runtime: Runtime, { graph, sums }: Stage): Promise<StageProgram> {
  const program = await runtime.compile(toOnnx(graph));
  const feeds = feedNames(graph);
  const { close } = program;
  const shapes = Object.values(graph.outputs).map(({ shape }) => shape);
  const isKnown = (shape: Shape): shape is readonly number[] => shape.every((size) => typeof size === "number");
  if (sums.length < shapes.length || !shapes.every(isKnown))
    return {
      feeds,
      async run(values, ranks) {
        const results = await program.run(values);
        return { ...results, ...summed(ranks, results, sums) };
      },
      close,
    };
  // All results are sums of known sizes, such as gradients. They are written beside each other, so that they are added up in place.
  const flat = new Float32Array(shapes.reduce((sum, shape) => sum + sizeOf(shape), 0));
  let at = 0;
  const into: Arrays = Object.fromEntries(
    Object.keys(graph.outputs).map((name, i) => {
      const size = sizeOf(shapes[i]!);
      at += size;
      return [name, ndarray("float32", shapes[i]!, flat.subarray(at - size, at))];
    }),
  );
  return {
    feeds,
    async run(values, ranks) {
      await program.run(values, into);
      ranks.sum(flat);
      return into;
    },
    close,
  };
}

/**
 * Runs the training program on this rank's part of each batch, and replaces the state of all ranks by its mean after each
 * `syncEvery` batches of an epoch. Each rank has noise of its own.
 */
export function averagingWeights(
  program: Program,
  options: TrainOptions,
  { ranks, standing, syncEvery }: { readonly ranks: Communicator; readonly standing: Standing; readonly syncEvery: number },
): StepRunner {
  const figures = figureNames(options.metrics);
  return {
    run: (feeds) =>
      inPieces(
        options,
        feeds,
        syncEvery - (standing.batch % syncEvery),
        async ({ batches, keys, ...fed }, first) => {
          const [own, { share, once }] = partOfBatches(ranks, batches!);
          const noise = Uint32Array.from(keys!.data as Uint32Array, (_, i) =>
            keyOf(options.seed, 2, standing.step + first + i, ranks.rank),
          );
          const results = await program.run({ ...fed, batches: own, keys: ndarray("uint32", keys!.shape, noise) });
          const weights = Object.keys(results).map((name) =>
            figures.includes(name) ? (results[name]!.shape.length === 1 ? share : once) : 1 / ranks.size,
          );
          return summed(ranks, results, Object.keys(results), weights);
        },
        syncEvery,
      ),
    close: () => program.close(),
  };
}

/** Takes this rank's part of some batches, int32 [steps, batch]. */
function partOfBatches(ranks: Communicator, { shape, data }: NdArray): readonly [NdArray<"int32">, ReturnType<typeof partOf>] {
  const [steps, rows] = shape as [number, number];
  const part = partOf(ranks, rows);
  const size = part.to - part.from;
  const own = Int32Array.from({ length: steps * size }, (_, i) => {
    const row = Math.floor(i / size) * rows + part.from + (i % size);
    return (data as Int32Array)[row]!;
  });
  return [ndarray("int32", [steps, size], own), part];
}

/**
 * Runs steps in pieces: each gets the state of the one before. @param first number of steps in the first piece. @param size number
 * of steps in each other piece.
 */
export async function inPieces(
  { metrics }: TrainOptions,
  feeds: Arrays,
  first: number,
  run: (feeds: Arrays, first: number) => Promise<Arrays>,
  size = first,
): Promise<Arrays> {
  const isOfSteps = (name: string) => ["batches", "keys", "rate"].includes(name) || name.startsWith("scalar_");
  const steps = feeds.batches!.shape[0]!;
  const names = figureNames(metrics);
  const figures: Arrays[] = [];
  // Only the last results are held, because each has the whole state.
  let results: Arrays = {};
  for (let from = 0, to = Math.min(first, steps); from < steps; from = to, to = Math.min(to + size, steps)) {
    const some = ({ dtype, shape, data }: NdArray): NdArray => {
      const each = data.length / steps;
      return ndarray(dtype, [to - from, ...shape.slice(1)], data.subarray(from * each, to * each) as never);
    };
    const fed = Object.entries(feeds).map(([name, array]) => [name, isOfSteps(name) ? some(array) : array] as const);
    const state = Object.entries(results).flatMap(([name, array]) =>
      name.startsWith("new/") ? [[`state/${name.slice(4)}`, array]] : [],
    );
    results = await run({ ...Object.fromEntries(fed), ...Object.fromEntries(state) }, from);
    figures.push(Object.fromEntries(names.map((name) => [name, results[name]!])));
  }
  const joined = names.map((name) => {
    const parts = figures.map((each) => each[name]!.data as Float32Array);
    const all = Float32Array.from(parts.flatMap((part) => [...part]));
    return [name, ndarray("float32", [steps, ...results[name]!.shape.slice(1)], all)] as const;
  });
  return { ...results, ...Object.fromEntries(joined) };
}

/** Adds up arrays over all ranks, each multiplied by its weight, in one call. */
function summed(ranks: Communicator, arrays: Arrays, names: readonly string[], weights?: readonly number[]): Arrays {
  const flat = new Float32Array(names.reduce((sum, name) => sum + arrays[name]!.data.length, 0));
  let at = 0;
  const parts = names.map((name, n) => {
    const { shape, data } = arrays[name]!;
    const own = flat.subarray(at, at + data.length);
    at += data.length;
    own.set(data as Float32Array);
    if (weights) for (let i = 0; i < own.length; i++) own[i]! *= weights[n]!;
    return [name, ndarray("float32", shape, own)] as const;
  });
  if (flat.length > 0) ranks.sum(flat);
  return Object.fromEntries(parts);
}
