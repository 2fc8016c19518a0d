import type { Pace } from "./options.ts";

/** Long enough that JavaScript costs nothing, short enough that progress and Ctrl-C feel immediate. */
const CHUNK_SECONDS = 0.25;

/** How many steps are done at once: as many as take the wished time, judged by the chunk before. */
export class Chunk {
  private steps = 8;
  private readonly pace: (() => Pace) | undefined;

  constructor(pace: (() => Pace) | undefined) {
    this.pace = pace;
  }

  /** Does some steps. @param full the number of full batches left. */
  async run(full: number, steps: (count: number) => Promise<void>): Promise<void> {
    const began = performance.now();
    const { seconds: wanted = CHUNK_SECONDS, steps: most = this.steps } = this.pace?.() ?? {};
    const count = Math.min(this.steps, full, most);
    await steps(count);
    const seconds = (performance.now() - began) / 1000;
    this.steps = Math.max(1, Math.min(count * 8, Math.round((count * wanted) / seconds)));
  }
}
