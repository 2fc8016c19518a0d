import { expect, it } from "vitest";
import { type NdArray, ndarray } from "../../core/ndarray.ts";
import type { Run } from "./callback.ts";
import { earlyStopping } from "./early-stopping.ts";

it("early stopping starts again with each training, so the best epoch of one phase doesn't affect the next phase", async () => {
  const stopping = earlyStopping({ patience: 2 });
  const phase = async (costs: readonly number[]) => {
    const told: { stopped: string[]; restored: number[] } = { stopped: [], restored: [] };
    let epoch = 0;
    const run = {
      weights: () => ({ kernel: ndarray("float32", [1], Float32Array.of(epoch)) }),
      setWeights: ({ kernel }: Record<string, NdArray<"float32">>) => told.restored.push(kernel!.data[0]!),
      stop: (reason: string) => told.stopped.push(reason),
    } as unknown as Run;
    await stopping.onTrainBegin?.(run);
    for (const valLoss of costs) {
      epoch++;
      await stopping.onEpochEnd?.({ epoch, loss: valLoss, valLoss, learningRate: 0.1, seconds: 1, examplesPerSecond: 1 }, run);
    }
    await stopping.onTrainEnd?.(run);
    return told;
  };
  expect(await phase([0.3, 0.1, 0.2])).toEqual({ stopped: [], restored: [2] });
  expect(await phase([0.9, 0.8, 0.7])).toEqual({ stopped: [], restored: [3] });
  expect(await phase([0.9, 0.8, 0.85, 0.86])).toEqual({
    stopped: ["no better valLoss for 2 epochs; the best was epoch 2"],
    restored: [2],
  });
});
