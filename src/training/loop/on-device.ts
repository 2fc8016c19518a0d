import { type NdArray, ndarray, TYPED_ARRAYS } from "../../core/ndarray.ts";
import { type GraphSpec, toOnnx } from "../../graph/index.ts";
import { feedNames } from "../../graph/onnx/write.ts";
import { factorOfKey } from "../../layers/random.ts";
import type { Device, DeviceArray, DeviceResults } from "../../runtime/runtime.ts";
import { objectiveOf } from "../batchable.ts";
import { type DevicePrograms, devicePrograms } from "../device-programs.ts";
import { type Arrays, inPieces, type StepRunner } from "./distributed.ts";
import type { TrainOptions } from "./options.ts";

/** Number of steps that are prepared together, and whose figures come back together. */
const STEPS = 64;

/**
 * Runs steps on a device. If it fails, the steps since the last call are run again on the processor, and so are all further ones.
 * @param onProcessor - compiles the whole training program for the processor.
 */
export function whileItWorks(device: Device, options: TrainOptions, onProcessor: () => Promise<StepRunner>): StepRunner {
  let runner = stayingOnDevice(device, options);
  let works = true;
  return {
    async run(feeds) {
      if (works)
        try {
          return await runner.run(feeds);
        } catch (error) {
          works = false;
          device.giveUp(error);
          await runner.close().catch(() => undefined);
          runner = await onProcessor();
        }
      return runner.run(feeds);
    },
    close: () => runner.close(),
  };
}

type DeviceArrays = Readonly<Record<string, DeviceArray>>;

/**
 * Runs steps on a device. The examples are copied there once, and the state if the device doesn't have it yet. Before each 64 steps,
 * the indices of their examples go there, and after them the figures come back. The state comes back at the end of a run.
 */
export function stayingOnDevice(device: Device, options: TrainOptions): StepRunner {
  const objective = objectiveOf(options, options.data);
  const graphs = devicePrograms(objective, options.optimizer, options, STEPS);
  const bySize = new Map<number, Compiled>();
  let [rows, state] = [NOTHING, NOTHING];

  async function run(feeds: Arrays): Promise<Arrays> {
    const batch = feeds.batches!.shape[1]!;
    // The last batch of an epoch may be smaller than the others.
    const programs = bySize.get(batch) ?? (await compiled(device, graphs, batch));
    bySize.set(batch, programs);
    rows = await held(rows, programs.data, feeds);
    let { arrays: carried } = await held(state, programs.enter, feeds);
    state = NOTHING;
    const figures = await inPieces(options, feeds, STEPS, async (fed) => {
      const count = fed.batches!.shape[0]!;
      const { index, log, ...numbers } = (await programs.begin.run(numbersOf(fed, programs.begin.feeds))).kept;
      let changing: DeviceArrays = { ...carried, index: index!, log: log! };
      for (let i = 0; i < count; i++) {
        const { kept } = await programs.step.run({ ...rows.arrays, ...numbers, ...changing });
        free(changing);
        changing = renamed(kept, "next/", "");
      }
      const { fetched } = await programs.read.run(changing);
      carried = Object.fromEntries(Object.keys(carried).map((name) => [name, changing[name]!]));
      free({ ...numbers, index: changing.index!, log: changing.log! });
      return Object.fromEntries(Object.entries(fetched).map(([name, array]) => [name, inLength(array, count)]));
    });
    const { fetched } = await programs.leave.run(carried);
    state = { from: renamed(fetched, "new/", "state/"), arrays: carried };
    return { ...fetched, ...figures };
  }

  return {
    run,
    async close() {
      free({ ...rows.arrays, ...state.arrays });
      for (const programs of bySize.values()) for (const program of Object.values(programs)) await program.close();
    },
  };
}

/** Arrays on the device, and the arrays that they were made from. */
interface Held {
  readonly from: Arrays;
  readonly arrays: DeviceArrays;
}

const NOTHING: Held = { from: {}, arrays: {} };

/** Returns what a program makes from the feeds: what is on the device already, if it was made from the same arrays. */
async function held(before: Held, program: DevicePart, feeds: Arrays): Promise<Held> {
  if (program.feeds.every((name) => before.from[name]?.data === feeds[name]!.data)) return before;
  free(before.arrays);
  return { from: feeds, arrays: (await program.run(feeds)).kept };
}

function free(arrays: DeviceArrays): void {
  for (const array of Object.values(arrays)) array.free();
}

/** Replaces the beginning of each name. */
const renamed = <T>(arrays: Readonly<Record<string, T>>, from: string, to: string): Record<string, T> =>
  Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name.replace(from, to), array]));

/** A compiled part. It takes its feeds from any arrays. */
interface DevicePart {
  readonly feeds: readonly string[];
  run(values: Readonly<Record<string, NdArray | DeviceArray>>): Promise<DeviceResults>;
  close(): Promise<void>;
}

type Compiled = Readonly<Record<keyof DevicePrograms, DevicePart>>;

async function compiled(device: Device, graphs: DevicePrograms, batch: number): Promise<Compiled> {
  const part = async (graph: GraphSpec, kept: readonly string[] = Object.keys(graph.outputs)): Promise<DevicePart> => {
    const [program, feeds] = [await device.compile(toOnnx(graph), kept, { batch }), feedNames(graph)];
    return {
      feeds,
      run: (values) => program.run(Object.fromEntries(feeds.map((name) => [name, values[name]!]))),
      close: () => program.close(),
    };
  };
  const { data, enter, begin, step, read, leave } = graphs;
  return {
    data: await part(data),
    enter: await part(enter),
    begin: await part(begin),
    step: await part(step),
    read: await part(read, []),
    leave: await part(leave, []),
  };
}

/** Returns the numbers of some steps, with those of further steps that nobody uses. */
function numbersOf({ keys, ...fed }: Arrays, names: readonly string[]): Arrays {
  const factors = ndarray("int32", keys!.shape, Int32Array.from(keys!.data as Uint32Array, factorOfKey));
  return Object.fromEntries(names.map((name) => [name, inLength(name === "factors" ? factors : fed[name]!, STEPS)]));
}

/** Returns an array with another number of rows. New rows are 0. */
function inLength({ dtype, shape: [rows, ...shape], data }: NdArray, length: number): NdArray {
  if (length <= rows!) return ndarray(dtype, [length, ...shape], data.subarray(0, (data.length / rows!) * length) as never);
  const longer = new TYPED_ARRAYS[dtype]((data.length / rows!) * length);
  longer.set(data as never);
  return ndarray(dtype, [length, ...shape], longer as never);
}
