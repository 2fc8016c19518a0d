// Repulsion by a grid (Linderman et al., "Fast interpolation-based t-SNE", 2019). The points are spread onto the nodes of a grid.
// The forces on the nodes are convolutions of this density, computed by Fourier transforms, and are interpolated at the points.
// Unlike the paper, this code uses cubic splines, and the force's own kernel instead of moments: one transform of the density,
// and two inverse ones for the force's parts. The sum over all pairs is a sum over frequencies.
import { transform, writeTwiddles } from "./fourier";
import { grid, gridLimit, points, positions, repulsions, scratch, scratchBytes, sums, twiddles } from "./shared";

/** Distance between nodes, relative to the kernel's width of 1. */
const SPACING: f32 = 0.333;
/** Nodes around the points, so that each point has four by four nodes around it. */
const MARGIN: i32 = 4;
const ZERO = f32x4.splat(0);
const HALF = f32x4.splat(0.5);

// The first numbers of the grid's memory, written by the first thread: number of nodes of a transform (i32), distance of nodes
// and corner (f32), and the number of nodes and the distance for which the kernels' spectra were computed.
@inline function size(): i32 { return load<i32>(grid); }
@inline function spacing(): f32 { return load<f32>(grid, 4); }
@inline function corner0(): f32 { return load<f32>(grid, 8); }
@inline function corner1(): f32 { return load<f32>(grid, 12); }

/** Half of a transform has points. The other half is padding against wrap-around. */
@inline function nodes(): i32 { return size() >> 1; }
/** Number of frequencies of a real transform that are stored, a multiple of four. */
@inline function kept(): i32 { return nodes() + 4; }

/** Address of a real plane, which has half of the frequencies of the largest transform. */
@inline function plane(number: usize): usize {
  return grid + 64 + number * <usize>gridLimit * <usize>(gridLimit / 2 + 4) * 4;
}
// Planes: the spectra of K and of the force's two parts; the real and imaginary parts of transformed rows of all nodes (both
// parts of the force, one after the other); the density; and the forces on the nodes.
@inline function spectrum(which: i32): usize { return plane(which); }
@inline function re(): usize { return plane(3); }
@inline function im(): usize { return plane(4); }
@inline function density(): usize { return plane(5); }
@inline function forceX(): usize { return plane(5) + <usize>gridLimit * gridLimit; }
@inline function forceY(): usize { return plane(6); }

/** Returns the bytes that `grid` needs for transforms of up to `limit` nodes. */
export function gridBytes(limit: i32): i32 {
  return 64 + 6 * limit * (limit / 2 + 4) * 4 + limit * limit;
}
/** Returns the bytes that each thread needs: three buffers for transforms. */
export function gridScratchBytes(limit: i32): i32 {
  return 3 * 32 * limit;
}

/** Returns the size of the smallest transform of 2^k or 3 · 2^k nodes that fits twice `count` nodes. */
function sizeFor(count: i32): i32 {
  let least = 64;
  while (least < 2 * count) {
    if ((least / 2) * 3 >= 2 * count) return (least / 2) * 3;
    least *= 2;
  }
  return least;
}

/** Lays the grid around the points and spreads them onto it. Only one thread calls it. */
export function spread(): void {
  let low0 = load<f32>(positions);
  let low1 = load<f32>(positions, 4);
  let high0 = low0;
  let high1 = low1;
  const end = positions + (<usize>points << 3);
  for (let at = positions; at < end; at += 8) {
    low0 = min(low0, load<f32>(at));
    high0 = max(high0, load<f32>(at));
    low1 = min(low1, load<f32>(at, 4));
    high1 = max(high1, load<f32>(at, 4));
  }
  const span = max(high0 - low0, high1 - low1);
  let apart: f32 = SPACING;
  while (span / apart > <f32>(gridLimit / 2 - 2 * MARGIN)) apart *= <f32>1.1;
  const wanted = min(gridLimit, sizeFor(<i32>(span / apart) + 2 * MARGIN));
  const known = load<i32>(grid, 16) == wanted && load<f32>(grid, 20) == apart;
  store<i32>(grid, wanted);
  store<f32>(grid, apart, 4);
  store<f32>(grid, low0 - 2 * apart, 8);
  store<f32>(grid, low1 - 2 * apart, 12);
  if (!known) {
    writeTwiddles(wanted);
    for (let which = 0; which < 3; which++) writeSpectrum(which);
    store<i32>(grid, wanted, 16);
    store<f32>(grid, apart, 20);
  }
  const pitch = <usize>nodes() << 2;
  memory.fill(density(), 0, <usize>nodes() * pitch);
  for (let at = positions; at < end; at += 8) {
    const u = (load<f32>(at) - corner0()) / apart;
    const v = (load<f32>(at, 4) - corner1()) / apart;
    const column = <i32>u;
    const row = <i32>v;
    const across = weights(u - <f32>column);
    const down = weights(v - <f32>row);
    let to = density() + <usize>(row - 1) * pitch + (<usize>(column - 1) << 2);
    addTo(to, f32x4.mul(across, v128.shuffle<f32>(down, down, 0, 0, 0, 0)));
    addTo((to += pitch), f32x4.mul(across, v128.shuffle<f32>(down, down, 1, 1, 1, 1)));
    addTo((to += pitch), f32x4.mul(across, v128.shuffle<f32>(down, down, 2, 2, 2, 2)));
    addTo(to + pitch, f32x4.mul(across, v128.shuffle<f32>(down, down, 3, 3, 3, 3)));
  }
}

@inline
function addTo(at: usize, more: v128): void {
  v128.store(at, f32x4.add(v128.load(at), more));
}

/** Returns the cubic B-splines at the four nodes around a position t between the second (0) and the third (1). */
@inline
function weights(t: f32): v128 {
  const s: f32 = 1 - t;
  return f32x4(
    (s * s * s) / 6,
    (4 - 6 * t * t + 3 * t * t * t) / 6,
    (4 - 6 * s * s + 3 * s * s * s) / 6,
    (t * t * t) / 6,
  );
}

/** Returns the kernel for a distance in nodes that wraps around: K itself (0), or the force K² · d in x (1) or in y (2). */
function kernelAt(which: i32, row: i32, column: i32): f32 {
  const half = nodes();
  const dx = <f32>(column > half ? column - size() : column) * spacing();
  const dy = <f32>(row > half ? row - size() : row) * spacing();
  const k: f32 = 1 / (1 + dx * dx + dy * dy);
  if (which == 0) return k;
  // The node exactly opposite has no direction.
  if (which == 1) return column == half ? 0 : k * k * dx;
  return row == half ? 0 : k * k * dy;
}

/**
 * Writes the transform of a kernel, divided by the effect of the splines at the source and at the target. The transform of K is
 * real, those of the forces are imaginary.
 */
function writeSpectrum(which: i32): void {
  for (let column = 0; column < nodes(); column += 4) alongColumns(column, nodes(), size(), which + 1, scratch);
  const pitch = <usize>kept() << 2;
  const buffer = scratch;
  const other = scratch + (<usize>size() << 5);
  for (let k = 0; k < kept(); k += 4) {
    for (let x = 0; x < size(); x++) {
      v128.store(buffer + (<usize>x << 5), v128.load(re() + <usize>x * pitch + (<usize>k << 2)));
      v128.store(buffer + (<usize>x << 5), v128.load(im() + <usize>x * pitch + (<usize>k << 2)), 16);
    }
    const result = transform(size(), buffer, other);
    for (let x = 0; x < size(); x++) {
      const part = v128.load(result + (<usize>x << 5) + (which == 0 ? 0 : 16));
      const splines = f32x4(
        splineAt(x) * splineAt(k), splineAt(x) * splineAt(k + 1), splineAt(x) * splineAt(k + 2), splineAt(x) * splineAt(k + 3));
      const scaled = f32x4.div(part, f32x4.mul(f32x4.mul(splines, splines), f32x4.splat(<f32>size() * <f32>size())));
      v128.store(spectrum(which) + <usize>x * pitch + (<usize>k << 2), scaled);
    }
  }
}

/** Returns the spectrum of the spline's values at the nodes: 1/6, 4/6, 1/6. */
@inline
function splineAt(frequency: i32): f32 {
  return (2 + load<f32>(twiddles + (<usize>(frequency % size()) << 3))) / 3;
}

/** Numbers of groups of columns, of frequencies and of rows, as units of work. */
export function columnGroups(): i32 { return nodes() >> 3; }
export function frequencyGroups(): i32 { return kept() >> 2; }
export function rowGroups(): i32 { return nodes() >> 2; }

/** Transforms eight columns of the density: four, and the four that are half of the nodes away. */
export function transformColumns(group: i32, thread: i32): void {
  alongColumns(group << 2, nodes() >> 1, nodes(), 0, scratch + <usize>thread * scratchBytes);
}

/**
 * Transforms the columns `first` to `first + 3` together with those `apart` from them, as real and imaginary parts, and writes
 * the frequencies of each as a row. The first `rows` rows have numbers: those of the density, or of the kernel `which - 1`.
 */
function alongColumns(first: i32, apart: i32, rows: i32, which: i32, buffer: usize): void {
  const count = size();
  const other = buffer + (<usize>count << 5);
  for (let y = 0; y < rows; y++) {
    const to = buffer + (<usize>y << 5);
    if (which == 0) {
      const from = density() + ((<usize>y * nodes() + first) << 2);
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from + (<usize>apart << 2)), 16);
    } else {
      for (let lane = 0; lane < 4; lane++) {
        store<f32>(to + (<usize>lane << 2), kernelAt(which - 1, y, first + lane));
        store<f32>(to + (<usize>lane << 2), kernelAt(which - 1, y, first + lane + apart), 16);
      }
    }
  }
  memory.fill(buffer + (<usize>rows << 5), 0, <usize>(count - rows) << 5);
  const result = transform(count, buffer, other);
  const pitch = <usize>kept() << 2;
  for (let k = 0; k < kept(); k += 4) {
    // Two real columns were transformed as one complex column. Their transforms are its even and odd parts.
    const a0 = pairRe(result, k);
    const a1 = pairRe(result, k + 1);
    const a2 = pairRe(result, k + 2);
    const a3 = pairRe(result, k + 3);
    storeTurned(re() + <usize>first * pitch + (<usize>k << 2), pitch, a0, a1, a2, a3);
    storeTurned(im() + <usize>first * pitch + (<usize>k << 2), pitch, pairIm(result, k), pairIm(result, k + 1), pairIm(result, k + 2), pairIm(result, k + 3));
    const second = <usize>(first + apart) * pitch + (<usize>k << 2);
    storeTurned(re() + second, pitch, pairRe2(result, k), pairRe2(result, k + 1), pairRe2(result, k + 2), pairRe2(result, k + 3));
    storeTurned(im() + second, pitch, pairIm2(result, k), pairIm2(result, k + 1), pairIm2(result, k + 2), pairIm2(result, k + 3));
  }
}

/** Returns the address of element k, and of the element at the same distance from the end. */
@inline function element(result: usize, k: i32): usize { return result + (<usize>(k % size()) << 5); }
@inline function mirror(result: usize, k: i32): usize { return result + (<usize>((size() - (k % size())) % size()) << 5); }
@inline function pairRe(result: usize, k: i32): v128 { return f32x4.mul(HALF, f32x4.add(v128.load(element(result, k)), v128.load(mirror(result, k)))); }
@inline function pairIm(result: usize, k: i32): v128 { return f32x4.mul(HALF, f32x4.sub(v128.load(element(result, k), 16), v128.load(mirror(result, k), 16))); }
@inline function pairRe2(result: usize, k: i32): v128 { return f32x4.mul(HALF, f32x4.add(v128.load(element(result, k), 16), v128.load(mirror(result, k), 16))); }
@inline function pairIm2(result: usize, k: i32): v128 { return f32x4.mul(HALF, f32x4.sub(v128.load(mirror(result, k)), v128.load(element(result, k)))); }

/** Writes four by four numbers, transposed. */
@inline
function storeTurned(to: usize, pitch: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to + pitch, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(to + 2 * pitch, v128.shuffle<f32>(ab2, cd2, 0, 1, 4, 5));
  v128.store(to + 3 * pitch, v128.shuffle<f32>(ab2, cd2, 2, 3, 6, 7));
}

/**
 * Processes four frequencies of the columns: transforms along the rows, multiplies by the kernels, and transforms both parts of
 * the force back. It also writes their part of the sum of K.
 */
export function convolve(group: i32, thread: i32): void {
  const count = size();
  const half = nodes();
  const pitch = <usize>kept() << 2;
  const k = <usize>group << 4;
  const buffer = scratch + <usize>thread * scratchBytes;
  const other = buffer + (<usize>count << 5);
  const third = other + (<usize>count << 5);
  for (let x = 0; x < half; x++) {
    v128.store(buffer + (<usize>x << 5), v128.load(re() + <usize>x * pitch + k));
    v128.store(buffer + (<usize>x << 5), v128.load(im() + <usize>x * pitch + k), 16);
  }
  memory.fill(buffer + (<usize>half << 5), 0, <usize>(count - half) << 5);
  const held = transform(count, buffer, other);
  const free = held == buffer ? other : buffer;
  let sum = ZERO;
  let total: f64 = 0;
  // The upper half of the frequencies mirrors the lower half. Padding has the weight 0.
  const first = group << 2;
  const often = f32x4(oftenAt(first), oftenAt(first + 1), oftenAt(first + 2), oftenAt(first + 3));
  for (let x = 0; x < count; x++) {
    const dRe = v128.load(held + (<usize>x << 5));
    const dIm = v128.load(held + (<usize>x << 5), 16);
    const at = <usize>x * pitch + k;
    sum = f32x4.mul(f32x4.mul(often, v128.load(spectrum(0) + at)), f32x4.add(f32x4.mul(dRe, dRe), f32x4.mul(dIm, dIm)));
    total += (<f64>f32x4.extract_lane(sum, 0) + <f64>f32x4.extract_lane(sum, 1)) + (<f64>f32x4.extract_lane(sum, 2) + <f64>f32x4.extract_lane(sum, 3));
    // i · spectrum · density, with its parts exchanged for the inverse transform.
    const across = v128.load(spectrum(1) + at);
    v128.store(third + (<usize>x << 5), f32x4.mul(across, dRe));
    v128.store(third + (<usize>x << 5), f32x4.neg(f32x4.mul(across, dIm)), 16);
    const down = v128.load(spectrum(2) + at);
    v128.store(held + (<usize>x << 5), f32x4.mul(down, dRe));
    v128.store(held + (<usize>x << 5), f32x4.neg(f32x4.mul(down, dIm)), 16);
  }
  store<f64>(sums + (<usize>group << 3), total);
  const result = transform(count, third, free);
  for (let x = 0; x < half; x++) {
    v128.store(re() + <usize>x * pitch + k, v128.load(result + (<usize>x << 5), 16));
    v128.store(im() + <usize>x * pitch + k, v128.load(result + (<usize>x << 5)));
  }
  const rest = result == third ? free : third;
  const result2 = transform(count, held, rest);
  for (let x = 0; x < half; x++) {
    v128.store(re() + <usize>(x + half) * pitch + k, v128.load(result2 + (<usize>x << 5), 16));
    v128.store(im() + <usize>(x + half) * pitch + k, v128.load(result2 + (<usize>x << 5)));
  }
}

@inline
function oftenAt(frequency: i32): f32 {
  return frequency == 0 || frequency == nodes() ? 1 : frequency < nodes() ? 2 : 0;
}

/** Processes four columns of nodes: transforms both parts of the force back, as the real and imaginary part of one transform. */
export function forcesOnNodes(group: i32, thread: i32): void {
  const count = size();
  const half = nodes();
  const pitch = <usize>kept() << 2;
  const first = group << 2;
  const buffer = scratch + <usize>thread * scratchBytes;
  const other = buffer + (<usize>count << 5);
  const x = <usize>first * pitch;
  const y = <usize>(first + half) * pitch;
  for (let k = 0; k <= half; k += 4) {
    const at = <usize>k << 2;
    // From here on, lanes are columns.
    storeTurned(other, 16, v128.load(re() + x + at), v128.load(re() + x + pitch + at), v128.load(re() + x + 2 * pitch + at), v128.load(re() + x + 3 * pitch + at));
    storeTurned(other + 64, 16, v128.load(im() + x + at), v128.load(im() + x + pitch + at), v128.load(im() + x + 2 * pitch + at), v128.load(im() + x + 3 * pitch + at));
    storeTurned(other + 128, 16, v128.load(re() + y + at), v128.load(re() + y + pitch + at), v128.load(re() + y + 2 * pitch + at), v128.load(re() + y + 3 * pitch + at));
    storeTurned(other + 192, 16, v128.load(im() + y + at), v128.load(im() + y + pitch + at), v128.load(im() + y + 2 * pitch + at), v128.load(im() + y + 3 * pitch + at));
    for (let j = 0; j < 4 && k + j <= half; j++) {
      const from = other + (<usize>j << 4);
      const xRe = v128.load(from);
      const xIm = v128.load(from, 64);
      const yRe = v128.load(from, 128);
      const yIm = v128.load(from, 192);
      // x + i·y with exchanged parts; for the mirrored frequency the same with the conjugates of x and y.
      const to = buffer + (<usize>(k + j) << 5);
      v128.store(to, f32x4.add(xIm, yRe));
      v128.store(to, f32x4.sub(xRe, yIm), 16);
      if (k + j > 0 && k + j < half) {
        const back = buffer + (<usize>(count - k - j) << 5);
        v128.store(back, f32x4.sub(yRe, xIm));
        v128.store(back, f32x4.add(xRe, yIm), 16);
      }
    }
  }
  const result = transform(count, buffer, other);
  for (let row = 0; row < half; row++) {
    const to = (<usize>row * half + first) << 2;
    v128.store(forceX() + to, v128.load(result + (<usize>row << 5), 16));
    v128.store(forceY() + to, v128.load(result + (<usize>row << 5)));
  }
}

/** Interpolates the forces on the points from `first` up to `end` from the nodes around them. */
export function readOff(first: i32, end: i32): void {
  const pitch = <usize>nodes() << 2;
  for (let i = first; i < end; i++) {
    const at = positions + (<usize>i << 3);
    const u = (load<f32>(at) - corner0()) / spacing();
    const v = (load<f32>(at, 4) - corner1()) / spacing();
    const column = <i32>u;
    const row = <i32>v;
    const across = weights(u - <f32>column);
    const down = weights(v - <f32>row);
    const from = <usize>(row - 1) * pitch + (<usize>(column - 1) << 2);
    store<f32>(repulsions + (<usize>i << 3), weighed(forceX() + from, pitch, across, down));
    store<f32>(repulsions + (<usize>i << 3), weighed(forceY() + from, pitch, across, down), 4);
  }
}

@inline
function weighed(at: usize, pitch: usize, across: v128, down: v128): f32 {
  const upper = f32x4.add(
    f32x4.mul(v128.load(at), v128.shuffle<f32>(down, down, 0, 0, 0, 0)),
    f32x4.mul(v128.load(at + pitch), v128.shuffle<f32>(down, down, 1, 1, 1, 1)),
  );
  const lower = f32x4.add(
    f32x4.mul(v128.load(at + 2 * pitch), v128.shuffle<f32>(down, down, 2, 2, 2, 2)),
    f32x4.mul(v128.load(at + 3 * pitch), v128.shuffle<f32>(down, down, 3, 3, 3, 3)),
  );
  const product = f32x4.mul(across, f32x4.add(upper, lower));
  return f32x4.extract_lane(product, 0) + f32x4.extract_lane(product, 1) + (f32x4.extract_lane(product, 2) + f32x4.extract_lane(product, 3));
}

/** Returns the sum of K over all pairs of different points. */
export function sumOfFrequencies(): f64 {
  let sum: f64 = 0;
  for (let group = 0; group < frequencyGroups(); group++) sum += load<f64>(sums + (<usize>group << 3));
  return sum - points;
}
