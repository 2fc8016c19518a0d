import type { Progress } from "../callbacks/callback.ts";
import type { EpochLog } from "../history.ts";
import { figuresOf } from "../totals.ts";
import type { TrainOptions } from "./options.ts";
import type { Standing } from "./standing.ts";

/** Creates the clock of one epoch, which may start in the middle of the epoch. */
export function epochClock({ phase, epochs, metrics, batchSize }: TrainOptions, standing: Standing) {
  const began = performance.now();
  const batchAtStart = standing.batch;
  const secondsSince = () => (performance.now() - began) / 1000;
  return {
    progress(): Progress {
      const { epoch, batch, examples, sums } = standing;
      const seen = Math.min(batch * batchSize, examples);
      const done = Math.max(1, seen - batchAtStart * batchSize);
      const speed = done / secondsSince();
      return {
        ...(phase && { phase }),
        epoch: epoch + 1,
        epochs,
        batch,
        batches: Math.ceil(examples / batchSize),
        loss: sums[0]![0]! / seen,
        examplesPerSecond: speed,
        secondsLeft: ((epochs - epoch) * examples - seen) / speed,
      };
    },
    /** Returns the log of the epoch, which is over. @param validation measures the validation data; its time doesn't count. */
    async log(validation: () => Promise<Readonly<Record<string, number>>>): Promise<EpochLog> {
      const { epoch, examples, sums } = standing;
      const seconds = secondsSince();
      const learningRate = standing.rate();
      return {
        ...(phase && { phase: phase.number }),
        epoch: epoch + 1,
        ...figuresOf(metrics, sums, examples),
        ...(await validation()),
        learningRate,
        seconds,
        examplesPerSecond: (examples - batchAtStart * batchSize) / seconds,
      } as EpochLog;
    },
  };
}
