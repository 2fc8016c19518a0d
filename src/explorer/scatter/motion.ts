/** A motion with the time of its beginning and its duration, in milliseconds. */
export interface Motion {
  readonly began: number;
  readonly duration: number;
  /** Whether the motion begins and ends slowly. If not, its speed is constant, because another motion follows at once. */
  readonly isGentle: boolean;
}

/** Duration of a single move, in milliseconds. */
const SINGLE = 400;
/** If less time than this is between two moves, they are part of one movement, in milliseconds. */
const LIVE = 600;
/**
 * A move of a movement takes this factor longer than the time since the last one, so that the points are still moving when the
 * next one begins.
 */
const LONGER = 1.2;

/** Returns the motion of a move at the time `now`. `before` is the time of the previous move. */
export function motionOf(now: number, before: number, duration?: number): Motion {
  const isLive = now - before < LIVE;
  return { began: now, duration: duration ?? (isLive ? Math.max(50, (now - before) * LONGER) : SINGLE), isGentle: !isLive };
}

/** Returns the progress of a motion at the time `now`, 0 to 1. */
export function partOf({ began, duration, isGentle }: Motion, now: number): number {
  if (now - began >= duration) return 1;
  const part = Math.max(0, (now - began) / duration);
  return isGentle ? part * part * (3 - 2 * part) : part;
}

/** Interpolates between two arrays of the same length. `part` is 0 to 1. */
export function between(from: Float32Array, to: Float32Array, part: number): Float32Array {
  if (part >= 1 || from === to) return to;
  const mixed = new Float32Array(to.length);
  for (let i = 0; i < mixed.length; i++) mixed[i] = from[i]! + (to[i]! - from[i]!) * part;
  return mixed;
}
