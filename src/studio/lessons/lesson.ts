import type { Tab } from "../run/route.svelte.ts";
import type { Settings } from "../settings/settings.ts";

/** A section of the lecture as an experiment: what to know, what to try, what to observe. */
export interface Lesson {
  /** In its address. */
  readonly name: string;
  readonly title: string;
  /** One sentence: what it is about. */
  readonly summary: string;
  /** Paragraphs. */
  readonly text: readonly string[];
  /** What to do, in order; a step with settings or a tab does it by a press. */
  readonly steps: readonly Step[];
  /** What the experiment begins with. */
  readonly settings: Settings;
}

export interface Step {
  readonly text: string;
  /** What to observe then. */
  readonly observe?: string;
  /** What the button says, and does. */
  readonly action?: { readonly label: string; readonly settings?: Partial<Settings>; readonly tab?: Tab };
}
