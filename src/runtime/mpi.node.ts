import { writeSync } from "node:fs";
import { hostname } from "node:os";
import { Worker } from "node:worker_threads";
import { CodingsError, OptionError } from "../core/errors.ts";
import { knownOptions } from "../core/options.ts";
import { shown } from "../core/words.ts";
import type { Communicator } from "./communicator.ts";
import { IN_PLACE, openMpiLibrary } from "./mpi-library.node.ts";
import { LEAVES, LEFT, type Watched } from "./mpi-watch.node.ts";

export { isUnderMpi, ranksHere } from "./mpi-library.node.ts";

/** Options of `mpi`. */
export interface MpiOptions {
  /**
   * Number of seconds after which a rank that gives no sign of life is given up, and the job ends; default 30. A rank that is
   * busy gives signs of life.
   */
  readonly patience?: number;
}

/** Number of elements that are added up in one call. The order of a sum, and so its last bits, depends on it. */
const BUCKET = 2 ** 20;
/** Milliseconds after which a rank other than 0 prints its error. */
const LATER = 2000;
/** Exit code after Ctrl-C. All ranks then stop together, so none has to be ended. */
const INTERRUPTED = 130;
/** MPI_THREAD_MULTIPLE: the watching thread calls MPI at the same time. */
const THREADS = 3;

let opened: Promise<Communicator> | undefined;

/**
 * Connects this process with the others that mpirun (or srun, or an MPIJob) has started. A thread watches the other ranks: if one
 * is stopped, or its machine can't be reached, the job ends with a line that names it. If this process ends with an error, all end.
 * @returns the same connection each time.
 * @throws CodingsError if koffi or an MPI library is missing; the message says what to install.
 * @example
 * // mpirun -n 4 node train.js
 * const distributed = await mpi();
 * await model.fit(examples, targets, { epochs: 10, distributed });
 */
export async function mpi(options: MpiOptions = {}): Promise<Communicator> {
  const { patience = 30 } = knownOptions("mpi", options, { patience: true });
  if (typeof patience !== "number" || !(patience > 0))
    throw new OptionError(`patience must be a number of seconds above 0, but it is ${shown(patience)}.`);
  opened ??= connect(patience);
  return opened;
}

async function connect(patience: number): Promise<Communicator> {
  const library = await openMpiLibrary();
  const { call, world, float, double, name } = library;
  const provided = [0];
  call("int MPI_Init_thread(void *argc, void *argv, int required, _Out_ int *provided)")(null, null, THREADS, provided);
  if (provided[0]! < THREADS)
    throw new CodingsError(`${name} doesn't support several threads. Use another build of it, or Open MPI.`);
  const numberFrom = (function_: string): number => {
    const number = [0];
    call(`int ${function_}(void *comm, _Out_ int *number)`)(world, number);
    return number[0]!;
  };
  const [rank, size] = [numberFrom("MPI_Comm_rank"), numberFrom("MPI_Comm_size")];
  call("int MPI_Comm_set_errhandler(void *comm, void *handler)")(world, library.errorsReturn);
  const allreduce = call("int MPI_Allreduce(const void *send, void *recv, int count, void *type, void *op, void *comm)");
  const [end, finalize] = [call("int MPI_Abort(void *comm, int code)"), call("int MPI_Finalize()")];
  const state = new SharedArrayBuffer(16);
  const [flags, since] = [new Int32Array(state, 0, 2), new Float64Array(state, 8, 1)];
  if (size > 1) await watch({ rank, size, patience, state });

  const say = (reason: string) => {
    // Mostly all ranks have the same error. Rank 0 then ends the others before they say the same.
    if (rank > 0) Atomics.wait(flags, 1, 0, LATER);
    writeSync(2, `codings: rank ${rank} of ${size} (${hostname()}): ${reason}\n`);
  };
  const abort = (reason: string): never => {
    say(reason);
    end(world, 1);
    process.exit(1);
  };
  // Node prints such an error after the event "exit", which ends all ranks.
  process.on("uncaughtExceptionMonitor", (error) => say(String((error as Error | undefined)?.message ?? error)));
  process.on("exit", (code) => {
    if (code !== 0 && code !== INTERRUPTED) end(world, code);
    // The watching thread says goodbye to its neighbour, and calls MPI no more.
    Atomics.store(flags, 0, LEAVES);
    Atomics.notify(flags, 0);
    if (size > 1) while (Atomics.load(flags, 1) !== LEFT) Atomics.wait(flags, 1, 0, 100);
    finalize();
  });
  return {
    rank,
    size,
    name,
    sum(data) {
      since[0] = Date.now();
      for (let start = 0; start < data.length; start += BUCKET) {
        const part = data.subarray(start, start + BUCKET);
        const error = allreduce(IN_PLACE, part, part.length, data instanceof Float32Array ? float : double, library.sum, world);
        if (error !== 0) abort(`a sum over the ranks failed with MPI's error ${error}. Check the network.`);
      }
      since[0] = 0;
    },
    abort,
  };
}

/** Starts the thread that watches the other ranks, and waits until it is ready. */
async function watch(watched: Watched): Promise<void> {
  const thread = new Worker(new URL(import.meta.url.replace(/mpi(\.node\.\w+)$/, "mpi-watch$1")), { workerData: watched });
  await new Promise<void>((resolve, reject) => {
    thread.once("message", () => resolve());
    thread.once("error", reject);
  });
  thread.unref();
}
