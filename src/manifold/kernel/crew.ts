// Synchronisation of threads that run the same code on the same memory, through counters in `counters`.
import { counters, threads } from "./shared";

/**
 * `sleep` waits while a number in memory is `before`, and `wake` wakes the threads that wait for an address. Both are imported,
 * because V8 11 loses the registers of a loop around `atomic.wait`.
 */
@external("env", "sleep")
declare function sleep(address: usize, before: i32): void;
@external("env", "wake")
declare function wake(address: usize): void;

/** Addresses of counters relative to `counters`, one in each cache line. */
export const ARRIVED: usize = 0;
export const ROUND: usize = 64;
export const TREE_READY: usize = 128;
export const ATTRACTION: usize = 192;
export const REPULSION: usize = 256;
export const COLUMNS: usize = 320;
export const FREQUENCIES: usize = 384;
export const ROWS: usize = 448;

/** Number of checks before the thread goes to sleep, which take about a fifth of a millisecond. */
const LOOKS = 20_000;

/** Waits until a counter is no longer `before`. */
export function awaitChange(counter: usize, before: i32): void {
  const address = counters + counter;
  for (let look = 0; look < LOOKS; look++) if (atomic.load<i32>(address) != before) return;
  while (atomic.load<i32>(address) == before) sleep(address, before);
}

/** Sets a counter and wakes the threads that wait for it. */
export function announce(counter: usize, value: i32): void {
  atomic.store<i32>(counters + counter, value);
  if (threads > 1) wake(counters + counter);
}

/** Waits until all threads have reached this point. */
export function meet(): void {
  if (threads == 1) return;
  const round = atomic.load<i32>(counters + ROUND);
  if (atomic.add<i32>(counters + ARRIVED, 1) == threads - 1) {
    atomic.store<i32>(counters + ARRIVED, 0);
    announce(ROUND, round + 1);
  } else awaitChange(ROUND, round);
}

/** Takes the next `size` pieces of work, and returns the first of them. */
export function take(counter: usize, size: i32): i32 {
  return atomic.add<i32>(counters + counter, size);
}
