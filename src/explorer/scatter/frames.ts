/** Draws when asked to, once a frame of the screen. */
export interface Frames {
  /** Draws in the next frame. */
  ask(): void;
  /** Draws at once, in place of what was asked for. */
  now(): void;
  stop(): void;
}

/** `draw` gets the time in milliseconds, as of performance.now, and says whether another frame is to follow. */
export function makeFrames(draw: (now: number) => boolean): Frames {
  let asked: number | undefined;
  let isStopped = false;
  const ask = () => {
    if (!isStopped) asked ??= requestAnimationFrame(drawAt);
  };
  // The frame's own time: when the script gets its turn differs from frame to frame.
  function drawAt(time: number): void {
    asked = undefined;
    if (!isStopped && draw(time)) ask();
  }
  return {
    ask,
    now() {
      if (asked !== undefined) cancelAnimationFrame(asked);
      drawAt(performance.now());
    },
    stop() {
      isStopped = true;
      if (asked !== undefined) cancelAnimationFrame(asked);
    },
  };
}
