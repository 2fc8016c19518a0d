/** Draws on request, at most once per frame of the screen. */
export class Frames {
  private readonly draw: (now: number) => boolean;
  private asked: number | undefined;
  private isStopped = false;

  /**
   * @param draw draws the frame of a time in milliseconds, as in performance.now, and returns whether another frame must follow.
   */
  constructor(draw: (now: number) => boolean) {
    this.draw = draw;
  }

  /** Requests drawing in the next frame. */
  ask(): void {
    // The time of the frame is more regular than the time at which the script runs.
    if (!this.isStopped) this.asked ??= requestAnimationFrame((time) => this.drawAt(time));
  }

  /** Draws immediately, instead of in the requested frame. */
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
