// The t-SNE kernel, compiled to WebAssembly. All threads call these functions on the same memory.
import { settle } from "./arrival";
import { attract, attractionCost } from "./attraction";
import { ATTRACTION, announce, awaitChange, COLUMNS, FREQUENCIES, meet, REPULSION, ROWS, TREE_READY, take } from "./crew";
import { descend } from "./descent";
import { columnGroups, convolve, forcesOnNodes, frequencyGroups, readOff, rowGroups, spread, sumOfFrequencies, transformColumns } from "./grid";
import { repel, sumOfAll } from "./repulsion";
import { counters, dimensions, grid, newPoints, points, threads } from "./shared";
import { groupCount, plant } from "./tree";

export * from "./shared";
export { gridBytes, gridScratchBytes } from "./grid";
export { treeBytes } from "./tree";

/** Numbers of points, and of groups of points, that a thread takes at a time. */
const POINTS = 64;
const GROUPS = 8;

/** Computes both forces and the sum of K with all threads together. */
function forces(thread: i32): f64 {
  const before = atomic.load<i32>(counters + TREE_READY);
  meet();
  if (thread == 0) {
    if (grid) {
      spread();
      atomic.store<i32>(counters + COLUMNS, 0);
      atomic.store<i32>(counters + FREQUENCIES, 0);
      atomic.store<i32>(counters + ROWS, 0);
    } else plant();
    atomic.store<i32>(counters + REPULSION, 0);
    announce(TREE_READY, before + 1);
  }
  for (let i = take(ATTRACTION, POINTS); i < points; i = take(ATTRACTION, POINTS)) attract(i, min(i + POINTS, points));
  if (thread != 0) awaitChange(TREE_READY, before);
  if (grid) repelByGrid(thread);
  else
    for (let i = take(REPULSION, GROUPS); i < groupCount(); i = take(REPULSION, GROUPS)) {
      for (let group = i; group < min(i + GROUPS, groupCount()); group++) repel(group, thread);
    }
  meet();
  if (thread == 0) atomic.store<i32>(counters + ATTRACTION, 0);
  return grid ? sumOfFrequencies() : sumOfAll();
}

function repelByGrid(thread: i32): void {
  for (let group = take(COLUMNS, 1); group < columnGroups(); group = take(COLUMNS, 1)) transformColumns(group, thread);
  meet();
  for (let group = take(FREQUENCIES, 1); group < frequencyGroups(); group = take(FREQUENCIES, 1)) convolve(group, thread);
  meet();
  for (let group = take(ROWS, 1); group < rowGroups(); group = take(ROWS, 1)) forcesOnNodes(group, thread);
  meet();
  for (let i = take(REPULSION, POINTS); i < points; i = take(REPULSION, POINTS)) readOff(i, min(i + POINTS, points));
}

/** Performs `steps` steps of gradient descent. */
export function iterate(thread: i32, steps: i32, exaggeration: f32, momentum: f32, rate: f32): void {
  const numbers = points * dimensions;
  const share = (numbers / threads + 4) & ~3;
  for (let step = 0; step < steps; step++) {
    const sum = forces(thread);
    descend(min(thread * share, (numbers + 3) & ~3), min((thread + 1) * share, (numbers + 3) & ~3), exaggeration, <f32>(1 / sum), momentum, rate);
  }
  meet();
}

/** Computes both forces at the current positions. Returns the sum of K over all pairs. */
export function measure(thread: i32): f64 {
  const sum = forces(thread);
  meet();
  return sum;
}

/** Performs `steps` steps for each new point on a fixed map. */
export function arrive(thread: i32, steps: i32, exaggeration: f32, momentum: f32, rate: f32): void {
  const before = atomic.load<i32>(counters + TREE_READY);
  meet();
  if (thread == 0) {
    plant();
    announce(TREE_READY, before + 1);
  } else awaitChange(TREE_READY, before);
  for (let i = take(ATTRACTION, 1); i < newPoints; i = take(ATTRACTION, 1)) settle(i, thread, steps, exaggeration, momentum, rate);
  meet();
}

/** Computes -Σ p · ln K over the thread's part of the rows. */
export function cost(thread: i32): f64 {
  const share = points / threads + 1;
  return attractionCost(min(thread * share, points), min((thread + 1) * share, points));
}
