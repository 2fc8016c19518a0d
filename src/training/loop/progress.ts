import type { Progress } from "../callbacks/callback.ts";
import type { EpochLog } from "../history.ts";
import type { TrainOptions } from "./options.ts";
import type { Standing } from "./standing.ts";

/** The clock of one epoch, which may go on from the middle. */
export class EpochClock {
  private readonly began = performance.now();
  private readonly batchAtStart: number;
  private readonly options: TrainOptions;
  private readonly standing: Standing;

  constructor(options: TrainOptions, standing: Standing) {
    this.options = options;
    this.standing = standing;
    this.batchAtStart = standing.batch;
  }

  private get seconds(): number {
    return (performance.now() - this.began) / 1000;
  }

  /** How far the run is. */
  progress(): Progress {
    const { phase, epochs, batchSize } = this.options;
    const { epoch, batch, examples, sums } = this.standing;
    const { seconds } = this;
    const seen = Math.min(batch * batchSize, examples);
    const done = Math.max(1, seen - this.batchAtStart * batchSize);
    const speed = done / seconds;
    return {
      ...(phase && { phase }),
      epoch: epoch + 1,
      epochs,
      batch,
      batches: Math.ceil(examples / batchSize),
      loss: sums[0]! / seen,
      examplesPerSecond: speed,
      secondsLeft: ((epochs - epoch) * examples - seen) / speed,
    };
  }

  /** The figures of the epoch, which is over. @param validation measures what is held out; its time doesn't count. */
  async log(validation: () => Promise<Readonly<Record<string, number>>>): Promise<EpochLog> {
    const { phase, metrics, batchSize } = this.options;
    const { epoch, examples, sums } = this.standing;
    const { seconds } = this;
    const learningRate = this.standing.rate();
    const means = ["loss", ...metrics].map((name, i) => [name, sums[i]! / examples] as const);
    return {
      ...(phase && { phase: phase.number }),
      epoch: epoch + 1,
      ...Object.fromEntries(means),
      ...(await validation()),
      learningRate,
      seconds,
      examplesPerSecond: (examples - this.batchAtStart * batchSize) / seconds,
    } as EpochLog;
  }
}
