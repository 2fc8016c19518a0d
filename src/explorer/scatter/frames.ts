/** Draws when asked to, once a frame of the screen. */
export class Frames {
  private readonly draw: (now: number) => boolean;
  private asked: number | undefined;
  private isStopped = false;

  /** @param draw gets the time in milliseconds, as of performance.now, and says whether another frame is to follow. */
  constructor(draw: (now: number) => boolean) {
    this.draw = draw;
  }

  /** Draws in the next frame. */
  ask(): void {
    // The frame's own time: when the script gets its turn differs from frame to frame.
    if (!this.isStopped) this.asked ??= requestAnimationFrame((time) => this.drawAt(time));
  }

  /** Draws at once, in place of what was asked for. */
  now(): void {
    if (this.asked !== undefined) cancelAnimationFrame(this.asked);
    this.drawAt(performance.now());
  }

  stop(): void {
    this.isStopped = true;
    if (this.asked !== undefined) cancelAnimationFrame(this.asked);
  }

  private drawAt(time: number): void {
    this.asked = undefined;
    if (!this.isStopped && this.draw(time)) this.ask();
  }
}
