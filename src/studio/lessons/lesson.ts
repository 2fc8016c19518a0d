import type { FamilyName } from "../../autoencoders/index.ts";
import type { Tab } from "../run/route.svelte.ts";
import { defaultsOf, type Settings } from "../settings/settings.ts";

/** A section of the lecture as an experiment: what to know, what to try, what to observe. */
export interface Lesson {
  /** In its address. */
  readonly name: string;
  readonly title: string;
  /** One sentence: what it is about. */
  readonly summary: string;
  /** Paragraphs. */
  readonly text: readonly string[];
  /** What to do, in order. */
  readonly steps: readonly Step[];
  /** What the experiment begins with. */
  readonly settings: Settings;
  /** Where it begins; the learning by default. */
  readonly tab?: Tab;
  /** An experiment of the lesson's own. */
  readonly experiment?: "few-labels";
}

export interface Step {
  readonly text: string;
  /** What its button says, and does: settings that are the lesson's but for these, or another tab. */
  readonly action?: { readonly label: string; readonly settings?: Partial<Settings>; readonly tab?: Tab };
  /** What is to be seen then. */
  readonly observe?: string;
}

/** A system's settings with some changed. */
export const setting = (family: FamilyName, changed: Partial<Settings> = {}): Settings => ({
  ...defaultsOf(family, changed.data),
  ...changed,
});
