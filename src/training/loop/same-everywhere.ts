import { TrainingError } from "../../core/errors.ts";
import { message, option } from "../../core/message.ts";
import type { NdArray } from "../../core/ndarray.ts";
import { sha256 } from "../../core/sha256.node.ts";
import { VERSION } from "../../core/version.ts";
import { type Communicator, textsOf } from "../../runtime/communicator.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { countOfRows } from "../batchable.ts";
import type { TrainOptions } from "./options.ts";
import type { Standing } from "./standing.ts";

/** Checks that all ranks train the same model on the same data. @throws TrainingError on each rank, with both values. */
export function expectSameEverywhere(
  runtime: Runtime,
  options: TrainOptions,
  { arrays, step }: Standing,
  ranks: Communicator,
): void {
  const { data, validation, seed, epochs, batchSize, syncEvery = 1, stream } = options;
  const rows = ({ examples, targets }: typeof data) =>
    `${countOfRows({ examples })} examples ${digestOf([...new Set([...examples, ...targets])])}`;
  const facts: Readonly<Record<string, string>> = {
    "version of codings": VERSION,
    runtime: runtime.name,
    seed: String(seed),
    data: stream ? `a stream that begins with ${rows(data)}` : rows(data),
    "held-out data": validation ? rows(validation) : "none",
    "number of epochs": String(epochs),
    "batch size": String(batchSize),
    syncEvery: String(syncEvery),
    "first step": String(step + 1),
    weights: digestOf(Object.values(arrays)),
  };
  const [first, ...others] = textsOf(ranks, JSON.stringify(facts)).map((text) => JSON.parse(text) as typeof facts);
  for (const [i, other] of others.entries())
    for (const [name, value] of Object.entries(first!))
      if (other[name] !== value)
        throw new TrainingError(
          `Rank ${i + 1} differs from rank 0 in its ${name}: ${other[name]} instead of ${value}. Start all ranks with the same program, data and options.`,
        );
}

/** Checks that all ranks still have the same weights, bit for bit. @throws TrainingError on each rank if they don't. */
export function expectSameWeights({ arrays, epoch }: Standing, ranks: Communicator): void {
  const digests = textsOf(ranks, digestOf(Object.values(arrays)));
  const other = digests.findIndex((digest) => digest !== digests[0]);
  if (other > 0)
    throw new TrainingError(
      message`After epoch ${epoch} rank ${other} has other weights than rank 0. A machine or the network has changed numbers. Use ${option("resume")} to continue from the last checkpoint.`,
    );
}

/** Returns the beginning of the SHA-256 of some arrays. */
function digestOf(arrays: readonly NdArray[]): string {
  const parts = arrays.map(
    ({ shape, data }) => `${shape} ${sha256(new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength))}`,
  );
  return sha256(new TextEncoder().encode(parts.join())).slice(0, 12);
}
