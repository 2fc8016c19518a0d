import type { Command, Option } from "commander";

/** Headings of options in the help, in their order. A command's own options come first, without a heading. */
export const OPTION_GROUPS = {
  model: "Model:",
  training: "Training:",
  labels: "Classifier:",
  data: "Data:",
  files: "Table files:",
} as const;

/** Sorts the options of a command by their headings. */
export function sortOptions(command: Command): void {
  const order: readonly string[] = Object.values(OPTION_GROUPS);
  const place = ({ helpGroupHeading = "" }: Option) => order.indexOf(helpGroupHeading);
  (command.options as Option[]).sort((a, b) => place(a) - place(b));
}
