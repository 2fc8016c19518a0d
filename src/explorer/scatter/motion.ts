/** Something on its way: since when, and how long it takes, in milliseconds. */
export interface Motion {
  readonly began: number;
  readonly duration: number;
  /** Whether it begins and ends gently; what is followed at once by the next doesn't. */
  readonly isGentle: boolean;
}

/** How long a single move takes. */
const SINGLE = 400;
/** Moves that follow each other faster are one movement. */
const LIVE = 600;
/** A live move takes a little longer than the last took to come, so that the next one finds it still moving. */
const LONGER = 1.2;

/** The motion of a move at `now`, the one before having come at `before`. */
export function motionOf(now: number, before: number, duration?: number): Motion {
  const isLive = now - before < LIVE;
  return { began: now, duration: duration ?? (isLive ? Math.max(50, (now - before) * LONGER) : SINGLE), isGentle: !isLive };
}

/** How far a motion is, 0 to 1. */
export function partOf({ began, duration, isGentle }: Motion, now: number): number {
  if (now - began >= duration) return 1;
  const part = Math.max(0, (now - began) / duration);
  return isGentle ? part * part * (3 - 2 * part) : part;
}

/** Numbers on the way from some to others of the same length. */
export function between(from: Float32Array, to: Float32Array, part: number): Float32Array {
  if (part >= 1 || from === to) return to;
  const mixed = new Float32Array(to.length);
  for (let i = 0; i < mixed.length; i++) mixed[i] = from[i]! + (to[i]! - from[i]!) * part;
  return mixed;
}
