import { writeSync } from "node:fs";
import { hostname } from "node:os";
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { openMpiLibrary } from "./mpi-library.node.ts";

// A thread of each rank. The ranks are in a ring: each sends a sign of life to the next one, and listens to the one before. The
// main thread can't do this, because it waits inside MPI most of the time.

/** The data of the thread. */
export interface Watched {
  readonly rank: number;
  readonly size: number;
  /** Number of seconds without a sign of life after which a rank is given up. */
  readonly patience: number;
  /** int32 [2]: `LEAVES` when this rank leaves; `LEFT` from this thread then. float64 [1]: when the main thread began to wait. */
  readonly state: SharedArrayBuffer;
}

export const LEAVES = 1;
export const LEFT = 1;
/** Messages: a sign of life, and a goodbye. */
const [ALIVE, GOODBYE] = [1, 2];
const TAG = 27;

async function watchRanks({ rank, size, patience, state }: Watched): Promise<void> {
  const { call, world, double } = await openMpiLibrary();
  const [flags, since] = [new Int32Array(state, 0, 2), new Float64Array(state, 8, 1)];
  // Messages in a copy of the world can't be confused with those of the main thread.
  const copy: unknown[] = [null];
  call("int MPI_Comm_dup(void *comm, _Out_ void **copy)")(world, copy);
  const comm = copy[0];
  const send = call("int MPI_Send(const void *data, int count, void *type, int to, int tag, void *comm)");
  const probe = call("int MPI_Iprobe(int from, int tag, void *comm, _Out_ int *flag, void *status)");
  const receive = call("int MPI_Recv(void *data, int count, void *type, int from, int tag, void *comm, void *status)");
  const abort = call("int MPI_Abort(void *comm, int code)");
  const status = Buffer.alloc(128);
  const [next, before] = [(rank + 1) % size, (rank + size - 1) % size];
  const say = (message: number) => send(Float64Array.of(message), 1, double, next, TAG, comm);
  const giveUp = (reason: string) => {
    writeSync(
      2,
      `codings: rank ${before} of ${size} ${reason} (noticed by rank ${rank} on ${hostname()}). The job ends. Continue it with --resume.\n`,
    );
    abort(world, 1);
  };
  const interval = Math.min(1000, patience * 100);
  let [heard, last, hasLeft] = [Date.now(), Date.now(), false];
  parentPort!.postMessage("ready");
  while (Atomics.load(flags, 0) !== LEAVES) {
    const now = Date.now();
    // This process itself was stopped for a while, and so were perhaps the others.
    if (now - last > 5 * interval) heard = now;
    last = now;
    say(ALIVE);
    for (const flag = [0]; ; ) {
      probe(before, TAG, comm, flag, status);
      if (flag[0] === 0) break;
      const message = new Float64Array(1);
      receive(message, 1, double, before, TAG, comm, status);
      heard = now;
      hasLeft = message[0] === GOODBYE;
    }
    const waits = since[0] !== 0 && now - since[0]! > patience * 1000;
    if (hasLeft && waits) giveUp("left before the end");
    if (!hasLeft && now - heard > patience * 1000)
      giveUp(`gave no sign of life for ${patience} seconds: its process is stopped, or its machine can't be reached`);
    Atomics.wait(flags, 0, 0, interval);
  }
  say(GOODBYE);
  Atomics.store(flags, 1, LEFT);
  Atomics.notify(flags, 1);
}

if (!isMainThread && (workerData as Partial<Watched> | null)?.state instanceof SharedArrayBuffer)
  void watchRanks(workerData as Watched);
