import { expect, it } from "vitest";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import type { TrainingState } from "../training/state.ts";
import { fromSafetensors, toSafetensors } from "./safetensors.ts";
import { joinedState, stateBytes, stateIn } from "./state-file.ts";

const array = (...numbers: number[]): NdArray<"float32"> => ndarray("float32", [numbers.length], Float32Array.from(numbers));
const read = (bytes: Uint8Array): TrainingState => {
  const { arrays, metadata } = fromSafetensors(bytes, "a file");
  return joinedState(stateIn(metadata.training!)!, arrays);
};
const log = { epoch: 1, loss: 0.5, valLoss: Number.POSITIVE_INFINITY, learningRate: 0.1, seconds: 1, examplesPerSecond: 9 };
const stateOf = (arrays: TrainingState["arrays"], best: TrainingState["arrays"]): TrainingState => ({
  arrays,
  step: 3,
  epoch: 1,
  batch: 0,
  sums: [Number.NaN, 0.1 + 0.2],
  seed: 42,
  history: [log],
  callbacks: { stopping: { values: { best: Number.POSITIVE_INFINITY, since: 2, monitor: "loss" }, weights: best } },
});

it("a state that is written and read again is the same, with infinite numbers, callbacks and phases", () => {
  const arrays = { "a/kernel": array(1, 2), "a/kernel/adam_0": array(3, 4) };
  const first = stateOf({ "b/kernel": array(5) }, { "b/kernel": array(6) });
  const state = { ...stateOf(arrays, { "a/kernel": array(7, 8) }), phase: 2, phases: [first] };
  expect(read(stateBytes(state))).toEqual(state);
});

it("best weights that equal the last ones are written once", () => {
  const arrays = { kernel: array(...new Float32Array(1000)) };
  const sizes = [{ kernel: arrays.kernel }, { kernel: array(...new Float32Array(1000)) }].map((best) => {
    const bytes = stateBytes(stateOf(arrays, best));
    expect(read(bytes)).toEqual(stateOf(arrays, best));
    return bytes.length;
  });
  expect(sizes[0]).toBeLessThan(4000 + 1000);
  expect(sizes[1]).toBeGreaterThan(8000);
});

it("a checkpoint of an early version, which doesn't list its arrays, is read with all of them", () => {
  const { callbacks: _, arrays, ...rest } = stateOf({ kernel: array(1), "kernel/sgd_0": array(2) }, {});
  const training = JSON.stringify({ ...rest, sums: [1], history: [] });
  expect(read(toSafetensors(arrays, { training }))).toEqual({ ...rest, sums: [1], history: [], arrays });
});

it("a state with weights that are missing in the file is rejected", () => {
  const bytes = stateBytes(stateOf({ kernel: array(1) }, {}));
  const { metadata } = fromSafetensors(bytes, "a file");
  expect(() => joinedState(stateIn(metadata.training!)!, {})).toThrow('"kernel" is missing.');
});
