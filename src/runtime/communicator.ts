import { OptionError } from "../core/errors.ts";
import { shown } from "../core/words.ts";

/**
 * The connection between the processes ("ranks") of a distributed training. All ranks must call the same functions in the same
 * order. A function returns when all have called it, so that only one is ever in progress.
 */
export interface Communicator {
  /** Number of this process, from 0. Rank 0 writes the files and prints. */
  readonly rank: number;
  /** Number of processes. */
  readonly size: number;
  /** Name of the library, for messages. */
  readonly name: string;
  /** Replaces the numbers by their sums over all ranks. Each rank gets the same bits. */
  sum(data: Float32Array | Float64Array): void;
  /** Ends all processes at once, after a line on stderr that names this rank and the reason. */
  abort(reason: string): never;
}

/** @throws OptionError if the option of a distributed training is something else. */
export function expectCommunicator(distributed: unknown): asserts distributed is Communicator | undefined {
  if (distributed !== undefined && typeof (distributed as Partial<Communicator> | null)?.sum !== "function")
    throw new OptionError(
      `distributed must be what mpi() returns, such as distributed: await mpi(), but it is ${shown(distributed)}.`,
    );
}

/** Returns the number that rank 0 gives. */
export function ofFirst({ rank, sum }: Communicator, value: number): number {
  const shared = Float64Array.of(rank === 0 ? value : 0);
  sum(shared);
  return shared[0]!;
}

/** Whether any rank says yes. */
export function any({ sum }: Communicator, value: boolean): boolean {
  const shared = Float64Array.of(value ? 1 : 0);
  sum(shared);
  return shared[0]! > 0;
}

/** Returns the text of each rank. */
export function textsOf({ rank, size, sum }: Communicator, text: string): readonly string[] {
  const own = new TextEncoder().encode(text);
  const lengths = new Float64Array(size);
  lengths[rank] = own.length;
  sum(lengths);
  const starts = lengths.map((_, i) => lengths.subarray(0, i).reduce((a, b) => a + b, 0));
  const bytes = new Float64Array(lengths.reduce((a, b) => a + b, 0));
  bytes.set(own, starts[rank]);
  sum(bytes);
  return Array.from(lengths, (length, i) =>
    new TextDecoder().decode(Uint8Array.from(bytes.subarray(starts[i], starts[i]! + length))),
  );
}

/** The part of a batch that a rank works on. */
export interface BatchPart {
  /** Its first row, and the row after its last one. */
  readonly from: number;
  readonly to: number;
  /** Weight of its means in the mean of the batch. */
  readonly share: number;
  /** Weight of its sums in the sum of the batch. */
  readonly once: number;
}

/**
 * Returns the part of a batch that a rank works on. The sizes of two parts differ by at most one row. If there are fewer rows than
 * ranks, each rank works on all of them, so that none has an empty part.
 */
export function partOf({ rank, size }: Pick<Communicator, "rank" | "size">, rows: number): BatchPart {
  if (rows < size) return { from: 0, to: rows, share: 1 / size, once: 1 / size };
  const [from, to] = [rank, rank + 1].map((each) => Math.floor((each * rows) / size)) as [number, number];
  return { from, to, share: (to - from) / rows, once: 1 };
}
