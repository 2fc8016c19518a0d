// New points on a fixed map. Each one finds its own position, attracted by its neighbours on the map and repelled by all points
// of the map. Source: Poličar, Stražar & Zupan, "Embedding to reference t-SNE space addresses batch effects in single-cell
// classification", 2019.
import { affinities, arrivals, columns, dimensions, positions, rowStarts, scratch, scratchBytes } from "./shared";
import { meetings, PUSH_X, PUSH_Y, PUSH_Z, pushedAt } from "./repulsion";

/** Maximum length of gradients and of steps. */
const LONGEST_GRADIENT: f32 = 0.25;
const LONGEST_STEP: f32 = 5;

/** Moves the new point i by `steps` steps. */
export function settle(i: i32, thread: i32, steps: i32, exaggeration: f32, momentum: f32, rate: f32): void {
  const list = scratch + <usize>thread * scratchBytes;
  const inSpace = dimensions == 3;
  const here = arrivals + ((<usize>i * dimensions) << 2);
  const begin = <usize>load<u32>(rowStarts + (<usize>i << 2)) << 2;
  const stop = <usize>load<u32>(rowStarts + (<usize>(i + 1) << 2)) << 2;
  let velocityX: f32 = 0;
  let velocityY: f32 = 0;
  let velocityZ: f32 = 0;
  let gainX: f32 = 1;
  let gainY: f32 = 1;
  let gainZ: f32 = 1;
  for (let step = 0; step < steps; step++) {
    const x = load<f32>(here);
    const y = load<f32>(here, 4);
    const z: f32 = inSpace ? load<f32>(here, 8) : 0;
    const end = meetings(x, y, z, x, y, z, list);
    const sum = pushedAt(x, y, z, list, end);
    let fx: f32 = 0;
    let fy: f32 = 0;
    let fz: f32 = 0;
    for (let at = begin; at < stop; at += 4) {
      const there = positions + ((<usize>load<u32>(columns + at) * dimensions) << 2);
      const dx = x - load<f32>(there);
      const dy = y - load<f32>(there, 4);
      const dz: f32 = inSpace ? z - load<f32>(there, 8) : 0;
      const pull = (exaggeration * load<f32>(affinities + at)) / (1 + dx * dx + dy * dy + dz * dz);
      fx += pull * dx;
      fy += pull * dy;
      fz += pull * dz;
    }
    fx -= load<f32>(end, PUSH_X) / sum;
    fy -= load<f32>(end, PUSH_Y) / sum;
    fz -= load<f32>(end, PUSH_Z) / sum;
    const length = sqrt<f32>(fx * fx + fy * fy + fz * fz);
    const shorter: f32 = length > LONGEST_GRADIENT ? LONGEST_GRADIENT / length : 1;
    gainX = gained(gainX, fx, velocityX);
    gainY = gained(gainY, fy, velocityY);
    gainZ = gained(gainZ, fz, velocityZ);
    velocityX = momentum * velocityX - rate * gainX * fx * shorter;
    velocityY = momentum * velocityY - rate * gainY * fy * shorter;
    velocityZ = momentum * velocityZ - rate * gainZ * fz * shorter;
    const far = sqrt<f32>(velocityX * velocityX + velocityY * velocityY + velocityZ * velocityZ);
    if (far > LONGEST_STEP) {
      velocityX *= LONGEST_STEP / far;
      velocityY *= LONGEST_STEP / far;
      velocityZ *= LONGEST_STEP / far;
    }
    store<f32>(here, x + velocityX);
    store<f32>(here, y + velocityY, 4);
    if (inSpace) store<f32>(here, z + velocityZ, 8);
  }
}

@inline
function gained(gain: f32, gradient: f32, velocity: f32): f32 {
  return max<f32>(0.01, gradient * velocity < 0 ? gain + 0.2 : gain * 0.8);
}
