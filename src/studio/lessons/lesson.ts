import type { FamilyName } from "../../autoencoders/index.ts";
import type { Tab } from "../run/route.svelte.ts";
import { defaultsOf, type Settings } from "../settings/settings.ts";

/** A section of the lecture as an experiment: an explanation, steps to try, and what to observe. */
export interface Lesson {
  /** The name of the lesson in its address. */
  readonly name: string;
  readonly title: string;
  /** One sentence that says what the lesson is about. */
  readonly summary: string;
  /** The paragraphs of the explanation. */
  readonly text: readonly string[];
  /** The steps to try, in order. */
  readonly steps: readonly Step[];
  /** The settings that the experiment begins with. */
  readonly settings: Settings;
  /** The tab that the lesson opens; "learn" by default. */
  readonly tab?: Tab;
  /** An additional experiment that only this lesson has. */
  readonly experiment?: "few-labels";
}

export interface Step {
  readonly text: string;
  /** The step's button: its label, the settings that it changes in the lesson's, and the tab that it opens. */
  readonly action?: { readonly label: string; readonly settings?: Partial<Settings>; readonly tab?: Tab };
  /** Text that tells the reader what to notice afterwards. */
  readonly observe?: string;
}

/** Returns the default settings of a family with some changed. */
export const setting = (family: FamilyName, changed: Partial<Settings> = {}): Settings => ({
  ...defaultsOf(family, changed.data),
  ...changed,
});
