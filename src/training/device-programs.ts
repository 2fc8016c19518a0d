import {
  add,
  concat,
  constantOf,
  equal,
  full,
  type GraphSpec,
  gather,
  input,
  reshape,
  slice,
  type Tensor,
  where,
} from "../graph/index.ts";
import { productOf } from "../graph/tensor.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";
import type { Objective } from "./program.ts";
import { figureNames } from "./totals.ts";
import { type Clipping, layoutOf, rowFeeds, scalarNames, stepOf } from "./training-program.ts";

/** The training program in parts, for a device with its own memory. */
export interface DevicePrograms {
  /** Converts all examples, targets and weights to the numbers that steps gather from: `data/…`. */
  readonly data: GraphSpec;
  /** Converts the state to what steps carry, `carried/…`, and back. */
  readonly enter: GraphSpec;
  readonly leave: GraphSpec;
  /** Prepares the numbers of some steps, `number/…`, the `index` of the first one, and an empty `log` of the figures. */
  readonly begin: GraphSpec;
  /** Runs a step on all of these, and returns the carried arrays, index and log for the next one: `next/…`. */
  readonly step: GraphSpec;
  /** Returns the figures of the steps in the `log`. */
  readonly read: GraphSpec;
}

/**
 * Creates the training program in parts. Each step is a run of its own, and the arrays between two runs stay on the device. The feeds
 * and the results of all parts together are those of the training program, with `factors` (int32 [steps], `factorOfKey`)
 * instead of keys.
 * @param steps - number of steps that are prepared together and have a row in the log.
 */
export function devicePrograms(objective: Objective, optimizer: Optimizer, clipping: Clipping, steps: number): DevicePrograms {
  const feeds = rowFeeds(objective);
  const layout = layoutOf(objective.model, optimizer);
  const batches = input("batches", "int32", [steps, "batch"]);
  const factors = input("factors", "int32", [steps]);
  const scalars = scalarNames(optimizer).map((name) => input(name, "float32", [steps]));
  const index = input("index", "int32", []);
  const now = layout.joined(layout.state);
  const ofStep = (values: Tensor) => gather(values, index);
  const { state, gathered } = stepOf(objective, optimizer, layout, {
    rows: feeds.rowsOfNumbers(ofStep(batches)),
    now,
    key: ofStep(factors),
    scalars: scalars.map(ofStep),
    clipping,
  });
  const sizes = gathered.map((x) => productOf(x.shape) as number);
  const width = sizes.reduce((sum, size) => sum + size, 0);
  const log = input("log", "float32", [steps, width]);
  const places = constantOf(
    "int32",
    [steps, 1],
    Array.from({ length: steps }, (_, i) => i),
  );
  const row = concat(
    gathered.map((x, i) => reshape(x, [1, sizes[i]!])),
    1,
  );
  const named = (name: string, tensors: readonly Tensor[]) => Object.fromEntries(tensors.map((x, i) => [`${name}/${i}`, x]));
  const numbers = named("number", [batches, factors, ...scalars]);
  const data = named("data", feeds.numbers);
  const carried = named("carried", now);
  let at = 0;
  const figures = gathered.map((x, i) => {
    at += sizes[i]!;
    return reshape(slice(log, 1, at - sizes[i]!, at), [steps, ...x.shape]);
  });
  return {
    data: { name: "data", inputs: feeds.inputs, outputs: data },
    enter: { name: "enter", inputs: layout.state, outputs: carried },
    leave: {
      name: "leave",
      inputs: [],
      given: carried,
      outputs: Object.fromEntries(layout.apart(now).map((x, i) => [`new/${layout.names[i]}`, x])),
    },
    begin: {
      name: "begin",
      inputs: [batches, factors, ...scalars],
      outputs: { ...numbers, index: constantOf("int32", [], [0]), log: full(log.shape, 0) },
    },
    step: {
      name: "step",
      inputs: [index, log],
      given: { ...data, ...numbers, ...carried },
      outputs: {
        ...named("next/carried", state),
        "next/index": add(index, constantOf("int32", [], [1])),
        "next/log": where(equal(places, index), row, log),
      },
    },
    read: {
      name: "read",
      inputs: [log],
      outputs: Object.fromEntries(figureNames(objective.metrics).map((name, i) => [name, figures[i]!])),
    },
  };
}
