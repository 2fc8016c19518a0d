// The Barnes-Hut quadtree (in space: octree) over points that are sorted along the Z-order curve, so that the points of a cell
// are consecutive.
import { angle, dimensions, points, positions, tree } from "./shared";

/**
 * Size of a cell in bytes. A cell has its centre of mass x, y, z, its number of points, and the squared distance above which it
 * counts as one point (all f32). The next cell, the first point (-1 if it is divided) and the number of points follow (all i32).
 */
export const CELL: usize = 32;
/** Maximum number of points of a cell that isn't divided. */
const LEAF: u32 = 4;
/** Maximum number of points that compute their forces as a group. */
const GROUP: u32 = 16;
/** Number of bits of a digit of the radix sort. */
const DIGIT: u32 = 11;
const BUCKETS: u32 = 1 << DIGIT;
/** Number of points after the last one that vector operations may read. */
const PADDING: u32 = 16;

/** Numbers of cells and of groups (i32). */
@inline export function cellCount(): i32 { return load<i32>(tree); }
@inline export function groupCount(): i32 { return load<i32>(tree, 4); }
@inline function part(number: u32): usize { return tree + 64 + 4 * BUCKETS + 4 * number * (points + PADDING); }
/** Indices of the points (u32) in the order of the curve, and their coordinates. */
@inline export function order(): usize { return part(1); }
@inline export function xs(): usize { return part(4); }
@inline export function ys(): usize { return part(5); }
@inline export function zs(): usize { return part(6); }
/** First point of each group, and the one after its last (i32 pairs). */
@inline export function groups(): usize { return part(7); }
@inline export function cells(): usize { return part(9); }

/** Returns the bytes that `tree` needs for `count` points. */
export function treeBytes(count: i32): i32 {
  return 64 + 4 * BUCKETS + (count + PADDING) * (4 * 9 + 2 * <i32>CELL);
}

let lowest0: f32 = 0;
let lowest1: f32 = 0;
let lowest2: f32 = 0;
let side: f32 = 0;
let nextCell: usize = 0;
let nextGroup: usize = 0;

/** Builds the tree for the current positions. */
export function plant(): void {
  measure();
  writeKeys();
  sort();
  const flat = dimensions == 2;
  for (let i: usize = 0; i < <usize>points; i++) {
    const from = positions + ((load<u32>(order() + (i << 2)) * dimensions) << 2);
    store<f32>(xs() + (i << 2), load<f32>(from));
    store<f32>(ys() + (i << 2), load<f32>(from, 4));
    store<f32>(zs() + (i << 2), flat ? 0 : load<f32>(from, 8));
  }
  nextCell = cells();
  nextGroup = groups();
  divide(0, points, false);
  store<i32>(tree, <i32>((nextCell - cells()) / CELL));
  store<i32>(tree, <i32>((nextGroup - groups()) / 8), 4);
}

/** Computes the smallest square (or cube) around the points. */
function measure(): void {
  let low0 = load<f32>(positions);
  let low1 = load<f32>(positions, 4);
  let low2: f32 = dimensions == 3 ? load<f32>(positions, 8) : 0;
  let high0 = low0;
  let high1 = low1;
  let high2 = low2;
  const step = <usize>dimensions << 2;
  const end = positions + <usize>points * step;
  for (let at = positions; at < end; at += step) {
    low0 = min(low0, load<f32>(at));
    high0 = max(high0, load<f32>(at));
    low1 = min(low1, load<f32>(at, 4));
    high1 = max(high1, load<f32>(at, 4));
    if (dimensions == 3) {
      low2 = min(low2, load<f32>(at, 8));
      high2 = max(high2, load<f32>(at, 8));
    }
  }
  lowest0 = low0;
  lowest1 = low1;
  lowest2 = low2;
  side = max(high0 - low0, max(high1 - low1, high2 - low2));
}

/**
 * Writes the position of each point on the Z-order curve: the interleaved bits of its coordinates, 16 of each in the plane and 10
 * in space.
 */
function writeKeys(): void {
  const flat = dimensions == 2;
  const scale: f32 = side > 0 ? (flat ? <f32>65535 : <f32>1023) / side : 0;
  const step = <usize>dimensions << 2;
  for (let i = 0; i < points; i++) {
    const at = positions + <usize>i * step;
    const x = <u32>((load<f32>(at) - lowest0) * scale);
    const y = <u32>((load<f32>(at, 4) - lowest1) * scale);
    const key = flat
      ? apart2(x) | (apart2(y) << 1)
      : apart3(x) | (apart3(y) << 1) | (apart3(<u32>((load<f32>(at, 8) - lowest2) * scale)) << 2);
    store<u32>(part(0) + (<usize>i << 2), key);
    store<u32>(order() + (<usize>i << 2), i);
  }
}

/** Inserts a zero after each of the low 16 bits. */
function apart2(bits: u32): u32 {
  let v = min<u32>(bits, 0xffff);
  v = (v | (v << 8)) & 0x00ff00ff;
  v = (v | (v << 4)) & 0x0f0f0f0f;
  v = (v | (v << 2)) & 0x33333333;
  return (v | (v << 1)) & 0x55555555;
}

/** Inserts two zeros after each of the low 10 bits. */
function apart3(bits: u32): u32 {
  let v = min<u32>(bits, 0x3ff);
  v = (v | (v << 16)) & 0x030000ff;
  v = (v | (v << 8)) & 0x0300f00f;
  v = (v | (v << 4)) & 0x030c30c3;
  return (v | (v << 2)) & 0x09249249;
}

/**
 * Sorts the points by their keys with a stable radix sort. After three passes the result is in the other pair of arrays, so it is
 * copied back.
 */
function sort(): void {
  const counts = tree + 64;
  const bytes = <usize>points << 2;
  for (let pass: u32 = 0; pass < 3; pass++) {
    const shift = pass * DIGIT;
    const fromKeys = pass & 1 ? part(2) : part(0);
    const fromOrder = pass & 1 ? part(3) : part(1);
    const toKeys = pass & 1 ? part(0) : part(2);
    const toOrder = pass & 1 ? part(1) : part(3);
    memory.fill(counts, 0, 4 * BUCKETS);
    for (let i: usize = 0; i < bytes; i += 4) {
      const bucket = counts + (((load<u32>(fromKeys + i) >> shift) & (BUCKETS - 1)) << 2);
      store<u32>(bucket, load<u32>(bucket) + 1);
    }
    let before: u32 = 0;
    for (let bucket = counts; bucket < counts + 4 * BUCKETS; bucket += 4) {
      const here = load<u32>(bucket);
      store<u32>(bucket, before);
      before += here;
    }
    for (let i: usize = 0; i < bytes; i += 4) {
      const key = load<u32>(fromKeys + i);
      const bucket = counts + (((key >> shift) & (BUCKETS - 1)) << 2);
      const place = <usize>load<u32>(bucket);
      store<u32>(bucket, <u32>place + 1);
      store<u32>(toKeys + (place << 2), key);
      store<u32>(toOrder + (place << 2), load<u32>(fromOrder + i));
    }
  }
  memory.copy(part(0), part(2), bytes);
  memory.copy(part(1), part(3), bytes);
}

/** Writes the cell of the points from `first` up to `end`, and then the cells inside it. */
function divide(first: u32, end: u32, isGrouped: bool): void {
  const keys = part(0);
  const cell = nextCell;
  const count = end - first;
  nextCell += CELL;
  const lowKey = load<u32>(keys + (<usize>first << 2));
  const highKey = load<u32>(keys + (<usize>(end - 1) << 2));
  const isPlace = lowKey == highKey;
  let grouped = isGrouped;
  if (!grouped && (count <= GROUP || isPlace)) {
    grouped = true;
    for (let from = first; from < end; from += GROUP) {
      store<u32>(nextGroup, from);
      store<u32>(nextGroup, min(from + GROUP, end), 4);
      nextGroup += 8;
    }
  }
  let x: f32 = 0;
  let y: f32 = 0;
  let z: f32 = 0;
  if (count <= LEAF || isPlace) {
    for (let i = first; i < end; i++) {
      x += load<f32>(xs() + (<usize>i << 2));
      y += load<f32>(ys() + (<usize>i << 2));
      z += load<f32>(zs() + (<usize>i << 2));
    }
    // Points with the same key are less than a 65,536th of the map apart, so they count as one position from everywhere.
    store<f32>(cell, isPlace ? -1 : Infinity, 16);
    store<u32>(cell, first, 24);
  } else {
    const bits: u32 = dimensions;
    const highest: u32 = dimensions == 2 ? 30 : 27;
    // The first level at which these points lie in different quarters.
    const shift = ((31 - clz(lowKey ^ highKey)) / bits) * bits;
    const level = (highest - shift) / bits;
    let from = first;
    for (let quarter: u32 = 0; quarter < <u32>1 << bits; quarter++) {
      const until = quarter + 1 == <u32>1 << bits ? end : firstFrom(from, end, shift, quarter + 1);
      if (until == from) continue;
      const child = nextCell;
      divide(from, until, grouped);
      const mass = <f32>(until - from);
      x += load<f32>(child) * mass;
      y += load<f32>(child, 4) * mass;
      z += load<f32>(child, 8) * mass;
      from = until;
    }
    const width = side / <f32>(1 << level);
    store<f32>(cell, (width * width) / (angle * angle), 16);
    store<i32>(cell, -1, 24);
  }
  const mass = <f32>count;
  store<f32>(cell, x / mass);
  store<f32>(cell, y / mass, 4);
  store<f32>(cell, z / mass, 8);
  store<f32>(cell, mass, 12);
  store<i32>(cell, <i32>((nextCell - cells()) / CELL), 20);
  store<u32>(cell, count, 28);
}

/** Returns the first point from `from` up to `end` whose digit at `shift` is at least `digit`. */
function firstFrom(from: u32, end: u32, shift: u32, digit: u32): u32 {
  const mask: u32 = (1 << dimensions) - 1;
  let low = from;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (((load<u32>(part(0) + (<usize>middle << 2)) >> shift) & mask) < digit) low = middle + 1;
    else high = middle;
  }
  return low;
}
