// Gradient descent with momentum and a gain for each coordinate (Jacobs, 1988), as in van der Maaten's t-SNE.
import { attractions, gains, positions, repulsions, velocities } from "./shared";

/**
 * Moves the coordinates from `first` up to `end`, both multiples of 4, along the gradient 4 · (exaggeration · attraction -
 * repulsion / sumOfK).
 */
export function descend(first: i32, end: i32, exaggeration: f32, perSum: f32, momentum: f32, rate: f32): void {
  const pull = f32x4.splat(4 * exaggeration);
  const push = f32x4.splat(4 * perSum);
  const keep = f32x4.splat(momentum);
  const step = f32x4.splat(rate);
  for (let at = <usize>first << 2; at < <usize>end << 2; at += 16) {
    const gradient = f32x4.sub(f32x4.mul(pull, v128.load(attractions + at)), f32x4.mul(push, v128.load(repulsions + at)));
    const velocity = v128.load(velocities + at);
    const gain = v128.load(gains + at);
    const isOnward = f32x4.lt(f32x4.mul(gradient, velocity), f32x4.splat(0));
    const next = f32x4.max(
      f32x4.splat(0.01),
      v128.bitselect(f32x4.add(gain, f32x4.splat(0.2)), f32x4.mul(gain, f32x4.splat(0.8)), isOnward),
    );
    const moved = f32x4.sub(f32x4.mul(keep, velocity), f32x4.mul(step, f32x4.mul(next, gradient)));
    v128.store(gains + at, next);
    v128.store(velocities + at, moved);
    v128.store(positions + at, f32x4.add(v128.load(positions + at), moved));
  }
}
