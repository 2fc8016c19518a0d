// Attraction between neighbours: for each point i, the sum of p_ij · K · (y_i - y_j) over its row of affinities. Rows are padded
// to a multiple of four with affinities of 0.
import { affinities, attractions, columns, dimensions, positions, rowStarts } from "./shared";

const ONE = f32x4.splat(1);

/** Computes the attraction of the points from `first` up to `end`. */
export function attract(first: i32, end: i32): void {
  for (let i = first; i < end; i++) {
    if (dimensions == 2) pulled2(i);
    else pulled3(i);
  }
}

/** Computes -Σ p_ij · ln K_ij over the rows from `first` up to `end`, their part of the divergence. */
export function attractionCost(first: i32, end: i32): f64 {
  let cost: f64 = 0;
  for (let i = first; i < end; i++) {
    const here = positions + ((i * dimensions) << 2);
    const stop = <usize>load<u32>(rowStarts + (<usize>(i + 1) << 2)) << 2;
    for (let at = <usize>load<u32>(rowStarts + (<usize>i << 2)) << 2; at < stop; at += 4) {
      const there = positions + ((load<u32>(columns + at) * dimensions) << 2);
      const dx = <f64>load<f32>(here) - <f64>load<f32>(there);
      const dy = <f64>load<f32>(here, 4) - <f64>load<f32>(there, 4);
      const dz = dimensions == 3 ? <f64>load<f32>(here, 8) - <f64>load<f32>(there, 8) : 0;
      cost += <f64>load<f32>(affinities + at) * Math.log(1 + dx * dx + dy * dy + dz * dz);
    }
  }
  return cost;
}

/** Loads the point in the plane that a column refers to into the low half of a vector. */
@inline
function low(at: usize): v128 {
  return v128.load64_zero(positions + (<usize>load<u32>(columns + at) << 3));
}

@inline
function pulled2(i: i32): void {
  const here = positions + (<usize>i << 3);
  const x = v128.load_splat<f32>(here);
  const y = v128.load_splat<f32>(here, 4);
  const stop = <usize>load<u32>(rowStarts + (<usize>(i + 1) << 2)) << 2;
  let fx = f32x4.splat(0);
  let fy = fx;
  for (let at = <usize>load<u32>(rowStarts + (<usize>i << 2)) << 2; at < stop; at += 16) {
    const a = v128.load64_lane(positions + (<usize>load<u32>(columns + at, 4) << 3), low(at), 1);
    const b = v128.load64_lane(positions + (<usize>load<u32>(columns + at, 12) << 3), low(at + 8), 1);
    const dx = f32x4.sub(x, v128.shuffle<f32>(a, b, 0, 2, 4, 6));
    const dy = f32x4.sub(y, v128.shuffle<f32>(a, b, 1, 3, 5, 7));
    const far = f32x4.add(f32x4.add(ONE, f32x4.mul(dx, dx)), f32x4.mul(dy, dy));
    const pull = f32x4.div(v128.load(affinities + at), far);
    fx = f32x4.add(fx, f32x4.mul(pull, dx));
    fy = f32x4.add(fy, f32x4.mul(pull, dy));
  }
  store<f32>(attractions + (<usize>i << 3), sumOf(fx));
  store<f32>(attractions + (<usize>i << 3), sumOf(fy), 4);
}

function pulled3(i: i32): void {
  const here = positions + <usize>i * 12;
  const stop = <usize>load<u32>(rowStarts + (<usize>(i + 1) << 2)) << 2;
  let fx: f32 = 0;
  let fy: f32 = 0;
  let fz: f32 = 0;
  for (let at = <usize>load<u32>(rowStarts + (<usize>i << 2)) << 2; at < stop; at += 4) {
    const there = positions + <usize>load<u32>(columns + at) * 12;
    const dx = load<f32>(here) - load<f32>(there);
    const dy = load<f32>(here, 4) - load<f32>(there, 4);
    const dz = load<f32>(here, 8) - load<f32>(there, 8);
    const pull = load<f32>(affinities + at) / (1 + dx * dx + dy * dy + dz * dz);
    fx += pull * dx;
    fy += pull * dy;
    fz += pull * dz;
  }
  const to = attractions + <usize>i * 12;
  store<f32>(to, fx);
  store<f32>(to, fy, 4);
  store<f32>(to, fz, 8);
}

@inline
function sumOf(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}
