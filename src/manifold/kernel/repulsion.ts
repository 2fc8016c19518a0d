// Repulsion between all points (van der Maaten, 2014): for each point i the sum of K²·(y_i - y_j), where
// K = 1 / (1 + |y_i - y_j|²). The sum of K over all pairs is also computed. A group of neighbouring points walks through the
// tree once, and processes what it meets for several points at a time.
import { dimensions, points, repulsions, scratch, scratchBytes, sums } from "./shared";
import { CELL, cellCount, cells, groupCount, groups, order, xs, ys, zs } from "./tree";

const ONE = f32x4.splat(1);

/** Computes the repulsion of the points of a group. */
export function repel(group: i32, thread: i32): void {
  const first = <usize>load<u32>(groups() + (<usize>group << 3));
  const end = <usize>load<u32>(groups() + (<usize>group << 3), 4);
  const list = scratch + <usize>thread * scratchBytes;
  const listEnd = meetingsOf(first, end, list);
  let sum: f64 = 0;
  for (let i = first; i < end; i += 8) {
    sum += dimensions == 2 ? pushed(false, i, end, list, listEnd) : pushed(true, i, end, list, listEnd);
  }
  store<f64>(sums + (<usize>group << 3), sum);
}

/** Returns the sum of K over all pairs of different points. */
export function sumOfAll(): f64 {
  let sum: f64 = 0;
  for (let group = 0; group < groupCount(); group++) sum += load<f64>(sums + (<usize>group << 3));
  return sum - points;
}

/** Computes the smallest box around a group of points, and lists what it meets as `meetings` does. */
function meetingsOf(first: usize, end: usize, list: usize): usize {
  let low0 = load<f32>(xs() + (first << 2));
  let low1 = load<f32>(ys() + (first << 2));
  let low2 = load<f32>(zs() + (first << 2));
  let high0 = low0;
  let high1 = low1;
  let high2 = low2;
  for (let i = first + 1; i < end; i++) {
    const x = load<f32>(xs() + (i << 2));
    const y = load<f32>(ys() + (i << 2));
    const z = load<f32>(zs() + (i << 2));
    low0 = min(low0, x);
    high0 = max(high0, x);
    low1 = min(low1, y);
    high1 = max(high1, y);
    low2 = min(low2, z);
    high2 = max(high2, z);
  }
  return meetings(low0, low1, low2, high0, high1, high2, list);
}

/**
 * Lists what the points of a box meet: cells that are far enough from the whole box, and single points. Each entry is x, y, z and
 * a number of points. Returns the end of the list.
 */
export function meetings(low0: f32, low1: f32, low2: f32, high0: f32, high1: f32, high2: f32, list: usize): usize {
  let at = list;
  const from = cells();
  const until = from + <usize>cellCount() * CELL;
  let cell = from;
  while (cell < until) {
    const x = load<f32>(cell);
    const y = load<f32>(cell, 4);
    const z = load<f32>(cell, 8);
    const dx = max<f32>(max(low0 - x, x - high0), 0);
    const dy = max<f32>(max(low1 - y, y - high1), 0);
    const dz = max<f32>(max(low2 - z, z - high2), 0);
    if (dx * dx + dy * dy + dz * dz > load<f32>(cell, 16)) {
      v128.store(at, v128.load(cell));
      at += 16;
      cell = from + <usize>load<u32>(cell, 20) * CELL;
    } else if (load<i32>(cell, 24) >= 0) {
      const begin = <usize>load<u32>(cell, 24);
      const stop = begin + <usize>load<u32>(cell, 28);
      for (let i = begin; i < stop; i++) {
        store<f32>(at, load<f32>(xs() + (i << 2)));
        store<f32>(at, load<f32>(ys() + (i << 2)), 4);
        store<f32>(at, load<f32>(zs() + (i << 2)), 8);
        store<f32>(at, 1, 12);
        at += 16;
      }
      cell += CELL;
    } else cell += CELL;
  }
  return at;
}

/** Offsets after the list of the results for eight points: their sums of K, and their forces. */
const PUSH_SUM: usize = 0;
export const PUSH_X: usize = 32;
export const PUSH_Y: usize = 64;
export const PUSH_Z: usize = 96;

/** Writes the forces on up to eight points from i on. Returns their part of the sum of K. It needs 128 bytes after the list. */
@inline
function pushed(inSpace: bool, i: usize, end: usize, list: usize, listEnd: usize): f64 {
  const at = i << 2;
  push(inSpace, v128.load(xs() + at), v128.load(xs() + at, 16), v128.load(ys() + at), v128.load(ys() + at, 16), v128.load(zs() + at), v128.load(zs() + at, 16), list, listEnd);
  let total: f64 = 0;
  for (let lane: usize = 0; lane < 8 && i + lane < end; lane++) {
    const from = listEnd + (lane << 2);
    const to = repulsions + ((load<u32>(order() + ((i + lane) << 2)) * dimensions) << 2);
    total += load<f32>(from, PUSH_SUM);
    store<f32>(to, load<f32>(from, PUSH_X));
    store<f32>(to, load<f32>(from, PUSH_Y), 4);
    if (inSpace) store<f32>(to, load<f32>(from, PUSH_Z), 8);
  }
  return total;
}

/** Writes the force on a single position after the list. Returns its sum of K. */
export function pushedAt(x: f32, y: f32, z: f32, list: usize, listEnd: usize): f32 {
  const xv = f32x4.splat(x);
  const yv = f32x4.splat(y);
  const zv = f32x4.splat(z);
  push(true, xv, xv, yv, yv, zv, zv, list, listEnd);
  return load<f32>(listEnd, PUSH_SUM);
}

/** Writes the forces on eight positions after the list. */
@inline
function push(inSpace: bool, x: v128, x2: v128, y: v128, y2: v128, z: v128, z2: v128, list: usize, listEnd: usize): void {
  let sum = f32x4.splat(0);
  let sum2 = sum;
  let fx = sum;
  let fx2 = sum;
  let fy = sum;
  let fy2 = sum;
  let fz = sum;
  let fz2 = sum;
  for (let at = list; at < listEnd; at += 16) {
    const cx = v128.load_splat<f32>(at);
    const cy = v128.load_splat<f32>(at, 4);
    const mass = v128.load_splat<f32>(at, 12);
    const dx = f32x4.sub(x, cx);
    const dx2 = f32x4.sub(x2, cx);
    const dy = f32x4.sub(y, cy);
    const dy2 = f32x4.sub(y2, cy);
    let far = f32x4.add(f32x4.add(ONE, f32x4.mul(dx, dx)), f32x4.mul(dy, dy));
    let far2 = f32x4.add(f32x4.add(ONE, f32x4.mul(dx2, dx2)), f32x4.mul(dy2, dy2));
    let dz = ONE;
    let dz2 = ONE;
    if (inSpace) {
      const cz = v128.load_splat<f32>(at, 8);
      dz = f32x4.sub(z, cz);
      dz2 = f32x4.sub(z2, cz);
      far = f32x4.add(far, f32x4.mul(dz, dz));
      far2 = f32x4.add(far2, f32x4.mul(dz2, dz2));
    }
    const k = f32x4.div(ONE, far);
    const k2 = f32x4.div(ONE, far2);
    const massK = f32x4.mul(mass, k);
    const massK2 = f32x4.mul(mass, k2);
    sum = f32x4.add(sum, massK);
    sum2 = f32x4.add(sum2, massK2);
    const force = f32x4.mul(massK, k);
    const force2 = f32x4.mul(massK2, k2);
    fx = f32x4.add(fx, f32x4.mul(force, dx));
    fx2 = f32x4.add(fx2, f32x4.mul(force2, dx2));
    fy = f32x4.add(fy, f32x4.mul(force, dy));
    fy2 = f32x4.add(fy2, f32x4.mul(force2, dy2));
    if (inSpace) {
      fz = f32x4.add(fz, f32x4.mul(force, dz));
      fz2 = f32x4.add(fz2, f32x4.mul(force2, dz2));
    }
  }
  v128.store(listEnd, sum, PUSH_SUM);
  v128.store(listEnd, sum2, PUSH_SUM + 16);
  v128.store(listEnd, fx, PUSH_X);
  v128.store(listEnd, fx2, PUSH_X + 16);
  v128.store(listEnd, fy, PUSH_Y);
  v128.store(listEnd, fy2, PUSH_Y + 16);
  v128.store(listEnd, fz, PUSH_Z);
  v128.store(listEnd, fz2, PUSH_Z + 16);
}
